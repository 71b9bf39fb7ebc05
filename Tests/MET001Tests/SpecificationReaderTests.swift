import Foundation
import MET001
import Testing

/// One change that makes a specification unusable, and what is said about it.
struct Flaw: Sendable, CustomTestStringConvertible {
  var old: String
  var new: String
  var path: String
  /// The whole problem; `nil` if the words are those of the JSON decoder.
  var problem: String?

  init(_ old: String, _ new: String, at path: String, _ problem: String? = nil) {
    (self.old, self.new, self.path, self.problem) = (old, new, path, problem)
  }

  var testDescription: String { "\(path): \(problem ?? "of the wrong type")" }
}

@Suite("Specification reader")
struct SpecificationReaderTests {
  @Test func `a sound specification is read`() throws {
    let specification = try MadeUpSpecification.read()
    #expect(specification.id == "abc")
    #expect(specification.controls.map(\.id) == ["ABC-01", "ABC-02", "ABC-03"])
    #expect(specification.control("ABC-02")?.level == .should)
    #expect(specification.control("ABC-04") == nil)
    #expect(specification.controls[0].measures[3].setting?.restart == true)
    #expect(specification.controls.map(\.access) == [.faults, .writes, .reads])
    #expect(specification.controls.map(\.needs.buffers) == [2, 0.1, 0])
  }

  @Test func `what was read is read again as the same from its encoded form`() throws {
    let specification = try MadeUpSpecification.read()
    #expect(try Specification(json: JSONEncoder().encode(specification)) == specification)
  }

  @Test(arguments: [
    Flaw(#""id": "abc","#, #""id": "abc", "tile": "x","#, at: "tile", "unknown field"),
    Flaw(#""scaled": true"#, #""scaled": true, "scale": 2"#, at: "parameters[1].scale", "unknown field"),
    Flaw(#""tests": "LetterTests""#, #""tests": "T", "test": "T""#, at: "groups[0].test", "unknown field"),
    Flaw(
      #""level": "should", "statement""#, #""level": "should", "stats": {}, "statement""#,
      at: "controls[1].stats", "unknown field"),
    Flaw(#""limit": 10"#, #""limit": 10, "lvl": "should""#, at: "controls[1].measures[0].lvl", "unknown field"),
    Flaw(
      #"{"parameter": "fill"}"#, #"{"parameter": "fill", "of": "x"}"#,
      at: "controls[0].measures[0].limit.of", "unknown field"),
    Flaw(#""restart": true"#, #""restarts": true"#, at: "controls[0].measures[3].setting.restarts", "unknown field"),
  ])
  func `a field that nothing reads is refused where it stands`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(#""version": "1""#, #""version": 1"#, at: "version"),
    Flaw(#""outstanding": ["XYZ"]"#, #""outstanding": "XYZ""#, at: "outstanding"),
    Flaw(#""value": 0.9"#, #""value": true"#, at: "parameters[0].value"),
    Flaw(#""unit": "events", "source""#, #""unit": "furlongs", "source""#, at: "parameters[1].unit"),
    Flaw(#""level": "info""#, #""level": "maybe""#, at: "controls[2].level"),
    Flaw(#""comparison": "at-least""#, #""comparison": "more""#, at: "controls[1].measures[0].comparison"),
    Flaw(#""limit": 10"#, #""limit": [10]"#, at: "controls[1].measures[0].limit"),
    Flaw(#""restart": true"#, #""restart": "yes""#, at: "controls[0].measures[3].setting.restart"),
  ])
  func `a value of the wrong type is refused where it stands`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(#""version": "1", "#, "", at: "", "field 'version' is missing"),
    Flaw(#", "tests": "LetterTests""#, "", at: "groups[0]", "field 'tests' is missing"),
    Flaw(#", "method": "Waits.""#, "", at: "controls[1]", "field 'method' is missing"),
    Flaw(#""description": "how fast", "#, "", at: "controls[1].measures[0]", "field 'description' is missing"),
    Flaw(
      #"{"parameter": "fill"}"#, #"{"parametre": "fill"}"#,
      at: "controls[0].measures[0].limit", "field 'parameter' is missing"),
  ])
  func `a missing field is named`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(
      #""scaled": true"#, #""scaled": true, "quick": 2"#,
      at: "parameters[1].quick", "'items' is scaled in the quick profile; take out scaled or quick"),
    Flaw(#""quick": 10"#, #""quick": "ten""#, at: "parameters[3].quick", "expected a number as in value"),
    Flaw(#""soak": 3600"#, #""soak": "long""#, at: "parameters[3].soak", "expected a number as in value"),
    Flaw(#""value": "on""#, #""value": "on", "soak": 1"#, at: "parameters[2].soak", "expected a text as in value"),
    Flaw(#""quick": 10"#, #""quick": [10]"#, at: "parameters[3].quick"),
    Flaw(#""quick": 10"#, #""full": 10"#, at: "parameters[3].full", "unknown field"),
  ])
  func `a value that its profile cannot have is refused`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(#""id": "ABC-02""#, #""id": "ABC-01""#, at: "controls[1].id", "duplicate 'ABC-01'"),
    Flaw(
      #""name": "items", "description""#, #""name": "fill", "description""#,
      at: "controls[0].measures[2].name", "duplicate 'fill'"),
    Flaw(#""name": "items", "value""#, #""name": "fill", "value""#, at: "parameters[1].name", "duplicate 'fill'"),
    Flaw(
      #""tests": "LetterTests"}"#, #""tests": "A"}, {"id": "ABC", "title": "B", "tests": "B"}"#,
      at: "groups[1].id", "duplicate 'ABC'"),
  ])
  func `a name that was given before is refused`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(
      #"{"parameter": "items"}"#, #"{"parameter": "itmes"}"#,
      at: "controls[0].measures[2].limit.parameter", "no parameter 'itmes' in parameters"),
    Flaw(#""id": "ABC-02""#, #""id": "ABD-02""#, at: "controls[1].id", "no group 'ABD' in groups"),
    Flaw(#""id": "ABC-02""#, #""id": "ABC-2""#, at: "controls[1].id", "'ABC-2' is not of the form ABC-01"),
  ])
  func `a reference to nothing is refused`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(#""at-least", "limit": 10"#, #""at-least""#, at: "controls[1].measures[0].limit", "at-least needs a limit"),
    Flaw(
      #""comparison": "recorded""#, #""comparison": "recorded", "limit": 1"#,
      at: "controls[2].measures[0].limit", "recorded takes no limit"),
    Flaw(#""limit": 10"#, #""limit": "ten""#, at: "controls[1].measures[0].limit", "expected a number of events/s"),
    Flaw(
      #"{"parameter": "items"}"#, #"{"parameter": "mode"}"#,
      at: "controls[0].measures[2].limit", "expected a number of events"),
    Flaw(
      #""unit": "events/s", "comparison": "at-least", "limit": 10"#,
      #""unit": "value", "comparison": "at-least", "limit": "ten""#,
      at: "controls[1].measures[0].limit", "a text can only be compared by equal"),
  ])
  func `a limit that cannot be compared is refused`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(
      #""comparison": "at-least", "limit": 10"#, #""comparison": "recorded""#,
      at: "controls[1].measures", "no measure of ABC-02 can fail"),
    Flaw(
      #""limit": 10"#, #""limit": 10, "level": "should""#,
      at: "controls[1].measures", "no measure of ABC-02 can fail"),
    Flaw(
      #"{"name": "rate", "description": "how fast", "unit": "events/s", "comparison": "at-least", "limit": 10}"#, "",
      at: "controls[1].measures", "no measure of ABC-02 can fail"),
  ])
  func `a control that could not fail is refused`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(
      #"{"measure": "rate"}"#, #"{"measure": "speed"}"#, at: "controls[1].headline.measure",
      "no measure 'speed' in ABC-02"),
    Flaw(
      #""count": "items""#, #""count": "things""#, at: "controls[0].headline.count", "no measure 'things' in ABC-01"),
    Flaw(#""count": "items""#, #""count": "mode""#, at: "controls[0].headline.count", "'mode' is in value: no count"),
    Flaw(
      #"{"measure": "fill", "count": "items"}"#, #"{"measure": "items", "count": "items"}"#,
      at: "controls[0].headline.count", "'items' is the measure itself"),
    Flaw(#""count": "items""#, #""often": "items""#, at: "controls[0].headline.often", "unknown field"),
    Flaw(#""headline": {"measure": "rate"},"#, "", at: "controls[1]", "field 'headline' is missing"),
    Flaw(#"{"measure": "rate"}"#, #""rate""#, at: "controls[1].headline"),
  ])
  func `a headline that shows nothing is refused`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test(arguments: [
    Flaw(#""access": "writes""#, #""access": "reads and writes""#, at: "controls[1].access"),
    Flaw(#""access": "writes", "#, "", at: "controls[1]", "field 'access' is missing"),
    Flaw(#""needs": {"buffers": 0.1}, "#, "", at: "controls[1]", "field 'needs' is missing"),
    Flaw(#"{"buffers": 0.1}"#, "{}", at: "controls[1].needs", "field 'buffers' is missing"),
    Flaw(#"{"buffers": 0.1}"#, #"{"buffers": -1}"#, at: "controls[1].needs.buffers", "expected 0 or more"),
    Flaw(#"{"buffers": 0.1}"#, #"{"buffers": "one"}"#, at: "controls[1].needs.buffers"),
    Flaw(#"{"buffers": 0.1}"#, #"{"buffers": 1, "root": true}"#, at: "controls[1].needs.root", "unknown field"),
  ])
  func `an access or a need that nothing reads is refused`(flaw: Flaw) throws {
    try expectRefusal(of: flaw)
  }

  @Test func `the headline of a judged control has a limit, that of a fact need not`() throws {
    var specification = try MadeUpSpecification.read()
    specification.controls[0].measures[0].comparison = .recorded
    specification.controls[0].measures[0].limit = nil
    let data = try JSONEncoder().encode(specification)
    let error = #expect(throws: SpecificationError.self) { try Specification(json: data) }
    #expect(
      error
        == SpecificationError(
          path: "controls[0].headline.measure", problem: "'fill' is only recorded; name a measure with a limit"))
    #expect(try MadeUpSpecification.read().controls[2].headline == Headline(measure: "clay"))
  }

  @Test func `a specification without controls is refused`() throws {
    let whole = MadeUpSpecification.text
    let start = try #require(whole.range(of: #""controls": ["#)).upperBound
    let error = #expect(throws: SpecificationError.self) { try read(whole[..<start] + "]}") }
    #expect(error == SpecificationError(path: "controls", problem: "there is none"))
  }

  @Test(arguments: ["", "no", "{", "{\"id\": \"abc\",}}", "{} {}"])
  func `what is not JSON is called so`(text: String) {
    let error = #expect(throws: SpecificationError.self) { try read(text) }
    #expect(error == SpecificationError(path: "", problem: "is not JSON"))
  }

  @Test func `an error is told with its place where it has one`() {
    #expect(SpecificationError(path: "controls[1].id", problem: "duplicate").description == "controls[1].id: duplicate")
    #expect(SpecificationError(path: "", problem: "cannot be read").description == "cannot be read")
  }

  // MARK: -

  private func read(_ text: some StringProtocol) throws -> Specification {
    try Specification(json: Data(text.utf8))
  }

  private func expectRefusal(of flaw: Flaw) throws {
    let text = try MadeUpSpecification.text.changing(flaw.old, to: flaw.new)
    let error = #expect(throws: SpecificationError.self) { try read(text) }
    #expect(error?.path == flaw.path)
    #expect(error?.problem.isEmpty == false)
    if let problem = flaw.problem { #expect(error?.problem == problem) }
  }
}
