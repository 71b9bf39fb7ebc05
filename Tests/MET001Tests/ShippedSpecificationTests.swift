import Foundation
import MET001
import Testing

@Suite("Shipped specification")
struct ShippedSpecificationTests {
  @Test func `it is read`() throws {
    let specification = try Specification.met001()
    #expect(specification.id == "met-001")
    #expect(!specification.controls.isEmpty)
    #expect(try Specification.load(nil) == specification)
    #expect(try Specification.load("met-001") == specification)
    #expect(specification.name == "MET-001")
    #expect(specification.base == nil)
  }

  @Test func `the one for retention is MET-001 with another policy and another layout`() throws {
    let met001 = try Specification.met001()
    let retention = try Specification.load("met-001-retention")
    #expect(retention.id == "met-001-retention")
    #expect(retention.name == "MET-001 retention")
    #expect(retention.base == "met-001")
    #expect(retention.version == met001.version)
    let parameters = retention.tailoring(against: met001).filter { $0.item.hasPrefix("parameters.") }
    #expect(
      parameters == [
        Tailoring(item: "parameters.maxmemory-policy", value: "noeviction", reference: "allkeys-lru"),
        Tailoring(item: "parameters.layout", value: "stream", reference: "keys"),
      ])
  }

  @Test(arguments: Specification.shippedNames)
  func `each is shipped under its id, with a configuration that there is`(name: String) throws {
    let specification = try Specification.shipped(name)
    #expect(specification.id == name)
    #expect(try specification.reference() == specification)
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let configuration = package.appending(path: "deploy/\(specification.referenceConfiguration)")
    #expect(FileManager.default.isReadableFile(atPath: configuration.path))
  }

  @Test(arguments: Specification.shippedNames)
  func `the whole JSON of each is the same specification`(name: String) throws {
    let file = try SpecificationFile(shipped: name)
    #expect(try Specification(json: file.data) == file.specification)
  }

  @Test func `every control says what it cannot see, and the table of docs is made of that`() throws {
    let specification = try Specification.met001()
    #expect(specification.controls.allSatisfy { $0.blindSpot?.isEmpty == false })
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let mutants = try MutantCollection(
      directory: package.appending(path: "mutants").path, specification: specification)
    let docs = try String(contentsOf: package.appending(path: "docs/CONTROLS.md"), encoding: .utf8)
    #expect(docs.contains(mutants.table(of: specification.controls)), "made by: compliance list --table")
  }

  @Test func `every control belongs to a group, and every group has controls`() throws {
    let specification = try Specification.met001()
    for control in specification.controls {
      #expect(specification.group(of: control) != nil, "\(control.id)")
    }
    for group in specification.groups {
      #expect(specification.controls.contains { $0.group == group.id }, "\(group.id)")
      #expect(group.tests.hasSuffix("Tests"))
    }
  }

  @Test func `within a group the ids count from 01 without a gap`() throws {
    let specification = try Specification.met001()
    for group in specification.groups {
      let ids = specification.controls.filter { $0.group == group.id }.map(\.id)
      #expect(ids == ids.indices.map { "\(group.id)-\($0 < 9 ? "0" : "")\($0 + 1)" })
    }
    #expect(
      specification.controls.map(\.group)
        == specification.groups.flatMap { group in
          specification.controls.filter { $0.group == group.id }.map(\.group)
        })
  }

  @Test func `no text is empty`() throws {
    let specification = try Specification.met001()
    for control in specification.controls {
      let texts = [control.title, control.statement, control.rationale, control.method, control.source]
      #expect(texts.allSatisfy { !$0.isEmpty }, "\(control.id)")
      #expect(control.measures.allSatisfy { !$0.description.isEmpty }, "\(control.id)")
    }
    #expect(specification.parameters.allSatisfy { !$0.source.isEmpty })
  }

  @Test(arguments: Specification.shippedNames)
  func `the headline of every judged control has a limit that binds it`(name: String) throws {
    for control in try Specification.shipped(name).controls where control.level != .info {
      let measure = try #require(control.measure(named: control.headline.measure))
      #expect(control.isBinding(measure), "\(control.id)")
    }
  }

  @Test func `what may be asked of any server only reads`() throws {
    let reading = try Specification.met001().controls.filter { $0.access == .reads }
    #expect(reading.map(\.id) == ["CFG-02", "CFG-04", "CFG-06", "CFG-09", "RDY-01", "RDY-05", "RDY-07", "RDY-08"])
  }

  @Test func `only a backup needs two full buffers, and the configuration and the host need none`() throws {
    let controls = try Specification.met001().controls
    #expect(controls.filter { $0.needs.buffers > 1 }.map(\.id) == ["DUR-15"])
    #expect(controls.filter { $0.needs.buffers == 0 }.allSatisfy { ["CFG", "RDY"].contains($0.group) })
  }

  @Test func `where nothing may be lost, what is lost is the headline`() throws {
    let retention = try Specification.shipped("met-001-retention")
    #expect(retention.control("EVC-04")?.headline == Headline(measure: "lost-events"))
    #expect(retention.control("EVC-09")?.headline == Headline(measure: "shortfall"))
    #expect(retention.control("DUR-03")?.headline == Headline(measure: "loss-window", count: "power-cuts"))
  }

  @Test func `what is outstanding is not there`() throws {
    let specification = try Specification.met001()
    #expect(Set(specification.outstanding).isDisjoint(with: specification.groups.map(\.id)))
  }

  @Test func `it is no tailoring of itself`() throws {
    let specification = try Specification.met001()
    #expect(specification.tailoring(against: specification).isEmpty)
  }

  // MARK: Other files

  @Test func `a file of its own bytes is the same specification`() throws {
    let text = try shippedText()
    try withTemporaryFile(text) { path in
      let specification = try Specification.load(path)
      #expect(try specification == Specification.met001())
    }
  }

  @Test func `a file with another limit is read`() throws {
    let text = try shippedText().changing(
      #""name": "peak-memory", "value": 0.9"#, to: #""name": "peak-memory", "value": 0.7"#)
    try withTemporaryFile(text) { path in
      let specification = try Specification.load(path)
      #expect(specification.value(of: "peak-memory", in: .full) == 0.7)
    }
  }

  @Test func `a measure that no test records is refused, with those that there are`() throws {
    let text = try shippedText().changing(#""name": "load-rate""#, to: #""name": "load-speed""#)
      .changing(#""measure": "load-rate""#, to: #""measure": "load-speed""#)
    let index = try #require(Specification.met001().controls.firstIndex { $0.id == "CAP-02" })
    try withTemporaryFile(text) { path in
      let error = #expect(throws: SpecificationError.self) { try Specification.load(path) }
      #expect(error?.path == "controls[\(index)].measures[0].name")
      #expect(error?.problem == "unknown measure 'load-speed'; CAP-02 has load-rate")
    }
  }

  @Test func `a control that no test verifies is refused`() throws {
    let text = try shippedText().changing(#""id": "CAP-02""#, to: #""id": "CAP-99""#)
    let index = try #require(Specification.met001().controls.firstIndex { $0.id == "CAP-02" })
    try withTemporaryFile(text) { path in
      let error = #expect(throws: SpecificationError.self) { try Specification.load(path) }
      #expect(error == SpecificationError(path: "controls[\(index)].id", problem: "no test verifies 'CAP-99'"))
    }
  }

  @Test func `a file that cannot be read is called so`() {
    let error = #expect(throws: SpecificationError.self) { try Specification.load("/") }
    #expect(error == SpecificationError(path: "", problem: "cannot be read"))
  }

  @Test(arguments: ["/nonexistent/specification.json", "met-002", "met-001.json"])
  func `what is neither a file nor shipped is told with what is`(name: String) {
    let error = #expect(throws: SpecificationError.self) { try Specification.load(name) }
    #expect(
      error?.problem == "is no file, and none of the shipped specifications met-001, met-001-retention")
  }

  // MARK: -

  private func shippedText() throws -> String {
    String(decoding: try SpecificationFile(shipped: "met-001").data, as: UTF8.self)
  }

  private func withTemporaryFile(_ text: String, _ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "specification-\(UUID()).json")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }
}
