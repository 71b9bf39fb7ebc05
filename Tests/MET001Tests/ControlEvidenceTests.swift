import Foundation
import MET001
import Testing

@Suite("Evidence of a control")
struct ControlEvidenceTests {
  @Test func `it reads back as it was written`() throws {
    var evidence = ControlEvidence(control: "ABC-01")
    evidence.observations = [Observation(measure: "lost", of: "one", value: 0)]
    evidence.reached = [.init(claim: "it was full", happened: true)]
    evidence.inconclusive = [Inconclusive(.missingCapability, "no root")]
    evidence.samples = 7
    evidence.notes = ["A note."]
    evidence.findings = ["A finding."]
    evidence.figures = [
      Figure(
        title: "A figure", kind: .strips, x: .init(label: "", unit: .seconds), y: .init(label: "", unit: .value),
        categories: ["one"], series: [], spans: [.init(label: "lost", row: 0, from: 1, to: 2)])
    ]
    #expect(try JSONDecoder().decode(ControlEvidence.self, from: JSONEncoder().encode(evidence)) == evidence)
  }
}
