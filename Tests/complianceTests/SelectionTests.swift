import Foundation
import MET001
import Testing
import compliance

@Suite("Selection")
struct SelectionTests {
  @Test func `without a filter every control is selected`() throws {
    let selection = try Selection(specification: nil, filter: nil)
    #expect(selection.controls == (try Specification.met001()).controls)
    #expect(selection.data == (try SpecificationFile(shipped: "met-001").data))
  }

  @Test(arguments: ["cfg-0[12]", "^CFG-0(1|2)"])
  func `a filter matches ids, whatever their case`(filter: String) throws {
    #expect(try Selection(specification: nil, filter: filter).controls.map(\.id) == ["CFG-01", "CFG-02"])
  }

  @Test func `a filter matches titles`() throws {
    #expect(try Selection(specification: nil, filter: "limit asked for").controls.map(\.id) == ["CFG-01"])
  }

  @Test func `a filter that matches nothing is an error`() {
    #expect(throws: UsageError("--filter 'XYZ' matches no control; compliance list shows them")) {
      try Selection(specification: nil, filter: "XYZ")
    }
  }

  @Test func `a filter that is no expression is an error`() throws {
    let error = #expect(throws: UsageError.self) { try Selection(specification: nil, filter: "(") }
    #expect(try #require(error).description.hasPrefix("--filter '(' is not a regular expression"))
  }

  @Test func `a specification that extends another goes into the evidence whole`() throws {
    let selection = try Selection(specification: "met-001-retention", filter: "CFG")
    #expect(try Specification(json: selection.data) == selection.specification)
    #expect(try Specification(json: selection.data) == Specification.shipped("met-001-retention"))
  }

  @Test func `a specification that cannot be read is an error`() throws {
    let error = #expect(throws: UsageError.self) { try Selection(specification: "/no/such/file.json", filter: nil) }
    #expect(try #require(error).description.hasPrefix("specification /no/such/file.json: "))
  }
}
