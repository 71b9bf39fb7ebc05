import Foundation
import MET001
import Testing

@Suite("Attestations")
struct AttestationTests {
  private static let text = """
    [{"control": "RDY-07", "subject": "on-call", "statement": "Two people are.", "owner": "The operators",
      "date": "2026-02-28", "expiry": "2026-08-31"}]
    """

  private func refusal(_ text: String) -> String? {
    do {
      _ = try Attestation.read(Data(text.utf8))
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func day(_ text: String) throws -> Day { try #require(Day(text)) }

  @Test func `one counts from its date to its expiry, both included`() throws {
    let one = try #require(try Attestation.read(Data(Self.text.utf8)).first)
    #expect(one.objection(on: try day("2026-02-28")) == nil)
    #expect(one.objection(on: try day("2026-08-31")) == nil)
    #expect(one.objection(on: try day("2026-09-01")) == "expired on 2026-08-31")
    #expect(one.objection(on: try day("2026-02-27")) == "is dated 2026-02-28, which is still to come")
  }

  @Test func `what says nothing, or of no day, is refused`() {
    #expect(refusal(Self.text) == nil)
    #expect(refusal(Self.text.replacing("The operators", with: " "))?.contains("[0].owner") == true)
    #expect(refusal(Self.text.replacing("2026-02-28", with: "2026-02-30"))?.contains("[0].date") == true)
    #expect(refusal(Self.text.replacing("2026-08-31", with: "2026-01-01"))?.contains("before the date") == true)
    #expect(refusal(Self.text.replacing("\"owner\"", with: "\"owners\"")) != nil)
    #expect(refusal("{}") != nil)
  }

  @Test func `those of the package can be read`() throws {
    let path = URL(filePath: #filePath).appending(path: "../../../deploy/attestations.json").standardized
    #expect(try Attestation.read(Data(contentsOf: path)).count == 3)
  }
}
