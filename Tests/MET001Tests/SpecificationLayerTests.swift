import Foundation
import MET001
import Testing

@Suite("Layered specification files")
struct SpecificationLayerTests {
  private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "layer-\(UUID()).json")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }

  private func read(_ text: String) throws -> Specification {
    try withFile(text) { try Specification.load($0) }
  }

  @Test(arguments: Specification.shippedNames)
  func `a file that changes nothing is what it extends`(name: String) throws {
    var specification = try read(#"{"extends": "\#(name)"}"#)
    #expect(specification.base == name)
    #expect(try specification.reference() == Specification.shipped(name))
    specification.base = try Specification.shipped(name).base
    #expect(try specification == Specification.shipped(name))
  }

  @Test func `fields are replaced one by one, everything else stays`() throws {
    let specification = try read(
      """
      {"extends": "met-001", "id": "ours", "title": "Ours: a larger buffer", "outstanding": [],
       "parameters": [{"name": "maxmemory", "value": 4294967296}],
       "controls": [{"id": "CAP-02", "level": "should", "measures": [{"name": "load-rate", "limit": 5000}]}]}
      """)
    let met001 = try Specification.met001()
    #expect(specification.id == "ours")
    #expect(specification.name == "Ours")
    #expect(specification.outstanding.isEmpty)
    #expect(specification.version == met001.version)
    #expect(specification.controls.map(\.id) == met001.controls.map(\.id))
    #expect(
      specification.tailoring(against: met001) == [
        Tailoring(item: "parameters.maxmemory", value: "4294967296", reference: "2147483648"),
        Tailoring(item: "CAP-02.level", value: "should", reference: "must"),
        Tailoring(item: "CAP-02.load-rate", value: "at-least 5000", reference: "at-least parameter throughput"),
      ])
    #expect(specification.control("CAP-02")?.statement == met001.control("CAP-02")?.statement)
  }

  @Test func `what is new comes at the end, and null takes a field out`() throws {
    let specification = try read(
      """
      {"extends": "met-001",
       "parameters": [{"name": "buffer-events", "scaled": null},
                      {"name": "surge", "value": 9, "unit": "count", "source": "ours"}]}
      """)
    #expect(specification.parameters.last?.name == "surge")
    #expect(specification.value(of: "buffer-events", in: .quick) == 2_700_000)
  }

  @Test func `a profile's own value is changed, put in and taken out alone`() throws {
    let specification = try read(
      """
      {"extends": "met-001",
       "parameters": [{"name": "sustained-time", "soak": 86400, "quick": null},
                      {"name": "buffer-events", "scaled": null, "quick": 1000}]}
      """)
    #expect(Profile.allCases.map { specification.value(of: "sustained-time", in: $0) } == [60, 60, 86_400])
    #expect(Profile.allCases.map { specification.value(of: "buffer-events", in: $0) } == [1000, 2_700_000, 2_700_000])
  }

  @Test func `a headline is changed field by field, and is no deviation`() throws {
    let specification = try read(
      """
      {"extends": "met-001", "controls": [
        {"id": "CFG-07", "headline": {"measure": "drifted-after-rewrite"}},
        {"id": "CAP-04", "headline": {"count": null}}]}
      """)
    #expect(
      specification.control("CFG-07")?.headline
        == Headline(measure: "drifted-after-rewrite", count: "settings-compared"))
    #expect(specification.control("CAP-04")?.headline == Headline(measure: "intact-share"))
    #expect(try specification.tailoring(against: .met001()).isEmpty)
  }

  @Test func `a limit that is only recommended may still be the headline`() throws {
    let specification = try read(
      """
      {"extends": "met-001", "controls": [
        {"id": "EVC-03", "measures": [{"name": "lru-error", "level": "should"}]}]}
      """)
    #expect(specification.control("EVC-03")?.headline.measure == "lru-error")
  }

  @Test func `controls are taken out`() throws {
    let specification = try read(#"{"extends": "met-001-retention", "without": ["CAP-06", "CFG-02"]}"#)
    #expect(specification.control("CAP-06") == nil)
    #expect(specification.control("CFG-02") == nil)
    #expect(try specification.controls.count == Specification.shipped("met-001-retention").controls.count - 2)
  }

  @Test func `deviations are compared with the shipped one of the same id, else with the extended one`() throws {
    #expect(try read(#"{"extends": "met-001-retention"}"#).reference().id == "met-001-retention")
    #expect(try read(#"{"extends": "met-001-retention", "id": "ours"}"#).reference().id == "met-001-retention")
    #expect(try read(#"{"extends": "met-001-retention", "id": "met-001"}"#).reference().id == "met-001")
    #expect(try read(#"{"extends": "met-001", "id": "ours"}"#).reference().id == "met-001")
    var whole = try Specification.met001()
    whole.id = "ours"
    #expect(try whole.reference().id == "met-001")
  }

  @Test func `its whole JSON, read again, is the same and extends nothing anew`() throws {
    try withFile(#"{"extends": "met-001", "id": "ours", "without": ["CAP-06"]}"#) { path throws in
      let file = try SpecificationFile(path)
      #expect(try Specification(json: file.data) == file.specification)
      try withFile(String(decoding: file.data, as: UTF8.self)) { copy throws in
        #expect(try Specification.load(copy) == file.specification)
      }
    }
  }

  // MARK: Refused

  @Test(arguments: [
    (#"{"extends": "met-002"}"#, "extends", "expected one of met-001, met-001-retention"),
    (#"{"extends": 1}"#, "extends", "expected one of met-001, met-001-retention"),
    (#"{"extends": "met-001", "base": "met-001"}"#, "base", "goes without extends"),
    (#"{"extends": "met-001", "without": "CAP-01"}"#, "without", "expected a list of the ids of controls"),
    (#"{"extends": "met-001", "without": ["CAP-01", "CAP-99"]}"#, "without[1]", "no control 'CAP-99' in met-001"),
    (#"{"extends": "met-001", "colour": "red"}"#, "colour", "unknown field"),
    (#"{"extends": "met-001", "controls": {}}"#, "controls", "expected a list of objects, each with its id"),
    (#"{"extends": "met-001", "controls": [1]}"#, "controls", "expected a list of objects, each with its id"),
    (#"{"extends": "met-001", "controls": [{"level": "may"}]}"#, "controls[0]", "field 'id' is missing"),
    (
      #"{"extends": "met-001", "controls": [{"id": "CAP-02"}, {"id": "CAP-02"}]}"#, "controls[1].id",
      "duplicate 'CAP-02'"
    ),
    (
      #"{"extends": "met-001", "controls": [{"id": "CAP-02", "leval": "may"}]}"#, "controls[CAP-02].leval",
      "unknown field"
    ),
    (
      #"{"extends": "met-001", "controls": [{"id": "CAP-02", "measures": [{"name": "load-rate", "limmit": 1}]}]}"#,
      "controls[CAP-02].measures[load-rate].limmit", "unknown field"
    ),
    (
      #"{"extends": "met-001", "controls": [{"id": "CAP-02", "headline": {"measure": "rate"}}]}"#,
      "controls[CAP-02].headline.measure", "no measure 'rate' in CAP-02"
    ),
    (
      #"{"extends": "met-001", "controls": [{"id": "DUR-03", "headline": {"measure": "lost"}}]}"#,
      "controls[DUR-03].headline.measure", "'lost' is only recorded; name a measure with a limit"
    ),
    (#"{"extends": "met-001", "parameters": [{"name": "surge"}]}"#, "parameters[surge]", "field 'value' is missing"),
    (
      #"{"extends": "met-001", "parameters": [{"name": "buffer-events", "quick": 9}]}"#,
      "parameters[buffer-events].quick", "'buffer-events' is scaled in the quick profile; take out scaled or quick"
    ),
    (#"{"extends": "met-001", "configuration": ".."}"#, "configuration", "expected the name of a file in deploy/"),
    (#"{"extends": "met-001", "configuration": "a/b"}"#, "configuration", "expected the name of a file in deploy/"),
    (#"{"extends": "met-001", "configuration": ""}"#, "configuration", "expected the name of a file in deploy/"),
  ])
  func `what is wrong is told with its place`(text: String, path: String, problem: String) {
    let error = #expect(throws: SpecificationError.self) { try read(text) }
    #expect(error == SpecificationError(path: path, problem: problem))
  }

  @Test func `a measure that no test records is refused here too`() {
    let error = #expect(throws: SpecificationError.self) {
      try read(
        """
        {"extends": "met-001", "controls": [{"id": "CAP-02", "measures": [
          {"name": "load-speed", "description": "d", "unit": "events/s", "comparison": "at-least", "limit": 1}]}]}
        """)
    }
    #expect(error?.path == "controls[CAP-02].measures[load-speed].name")
    #expect(error?.problem.hasPrefix("unknown measure 'load-speed'; CAP-02 has load-rate") == true)
  }

  @Test func `a whole file cannot take controls out, nor stand on what is not shipped`() throws {
    let whole = try SpecificationFile(shipped: "met-001").data
    var object = try #require(try JSONSerialization.jsonObject(with: whole) as? [String: Any])
    object["without"] = ["CAP-01"]
    let first = try JSONSerialization.data(withJSONObject: object)
    #expect(throws: SpecificationError(path: "without", problem: "unknown field")) { try Specification(json: first) }
    object["without"] = nil
    object["base"] = "met-002"
    let second = try JSONSerialization.data(withJSONObject: object)
    #expect(throws: SpecificationError(path: "base", problem: "expected one of met-001, met-001-retention")) {
      try Specification(json: second)
    }
  }
}
