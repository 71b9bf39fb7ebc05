import MET001
import Testing

@Suite("Specification")
struct SpecificationTests {
  @Test(arguments: [
    (Profile.full, 150.0), (.soak, 150),
    // 1.5 in the quick profile, and there is no half event.
    (.quick, 2),
  ])
  func `only what scales is scaled, and rounded to a whole number`(profile: Profile, items: Double) throws {
    let specification = try MadeUpSpecification.read()
    let measures = specification.controls[0].measures
    #expect(specification.value(of: "items", in: profile) == .number(items))
    #expect(specification.limit(of: measures[2], in: profile) == .number(items))
    #expect(specification.limit(of: measures[0], in: profile) == 0.9)
    #expect(specification.limit(of: measures[1], in: profile) == 0.8)
    #expect(specification.limit(of: measures[3], in: profile) == "on")
  }

  @Test func `a profile has its own value where it is given one`() throws {
    var specification = try MadeUpSpecification.read()
    func values(_ parameter: String) -> [Value?] {
      [Profile.quick, .full, .soak].map { specification.value(of: parameter, in: $0) }
    }
    #expect(values("sustained-time") == [10, 60, 3600])
    specification.parameters[1].soak = 400
    #expect(values("items") == [2, 150, 400])
    specification.parameters[2].quick = "off"
    #expect(values("mode") == ["off", "on", "on"])
  }

  @Test func `a text does not scale`() throws {
    var specification = try MadeUpSpecification.read()
    specification.parameters[2].scaled = true
    #expect(specification.value(of: "mode", in: .quick) == "on")
  }

  @Test func `what is not there has no value and no limit`() throws {
    let specification = try MadeUpSpecification.read()
    #expect(specification.value(of: "nothing", in: .full) == nil)
    #expect(specification.limit(of: specification.controls[2].measures[0], in: .full) == nil)
  }

  @Test func `the quick profile is one hundredth of the others`() {
    #expect(Profile.allCases.map(\.scale) == [0.01, 1, 1])
  }

  @Test(arguments: [
    ("ABC", ["ABC-01", "ABC-02", "ABC-03"]),
    ("abc-02", ["ABC-02"]),
    ("-0[13]", ["ABC-01", "ABC-03"]),
    ("VESSEL", ["ABC-01"]),
    ("^speed", []),
    ("speed", ["ABC-02"]),
    (#"\(of"#, ["ABC-02"]),
    ("of$", ["ABC-03"]),
    ("03 what", ["ABC-03"]),
    ("nothing of the kind", []),
    ("", ["ABC-01", "ABC-02", "ABC-03"]),
  ])
  func `a filter finds controls by id and by title`(filter: String, ids: [String]) throws {
    #expect(try MadeUpSpecification.read().controls(matching: filter).map(\.id) == ids)
  }

  @Test(arguments: ["(", "[a", "*"])
  func `a filter that is no regular expression is an error`(filter: String) throws {
    let specification = try MadeUpSpecification.read()
    #expect(throws: (any Error).self) { try specification.controls(matching: filter) }
  }

  @Test func `a control knows its group and its measures`() throws {
    let specification = try MadeUpSpecification.read()
    let control = try #require(specification.control("ABC-01"))
    #expect(control.group == "ABC")
    #expect(specification.group(of: control)?.tests == "LetterTests")
    #expect(control.measure(named: "mode")?.setting?.name == "mode")
    #expect(control.measure(named: "rate") == nil)
  }
}
