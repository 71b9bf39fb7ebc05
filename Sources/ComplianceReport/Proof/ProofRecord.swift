package import Foundation
import MET001

extension ProofRun {
  /// What a report says of the controls that were selected, and of others that were seen to fail, without the measures.
  package init(_ report: Report, of run: RunRecord, seconds: Double) {
    findings = report.controls.filter { run.selected.contains($0.id) || $0.status == .fail }.map {
      ControlFinding(
        control: $0.id, status: $0.status, reason: $0.reason, cause: $0.inconclusive?.cause,
        isBinding: $0.level == .must)
    }
    doubts = run.leftBehind.map { "left behind: \($0)" }
    if let interruption = run.interruption { doubts.append(interruption) }
    // The tests did not even begin, whatever the system under test is.
    if !findings.isEmpty, findings.allSatisfy({ $0.cause == .noTest }) {
      doubts.append("no test ran: swift test \(run.testProcess)")
    }
    self.seconds = seconds
  }
}

extension Proof {
  private struct Record: Encodable {
    struct Trial: Encodable {
      var trial: MutantTrial
      var killed: Bool
      var deviations: [Deviation]
    }

    var verdict: Verdict
    var references: [String: ProofRun]
    var mutants: [Trial]
    var notRun: [String]
    var unkilled: [String]
  }

  /// The proof with its judgement, for programs.
  package func json() throws -> Data {
    let mutants = trials.map { trial in
      let deviations = deviations(of: trial)
      return Record.Trial(
        trial: trial, killed: deviations.isEmpty && trial.doubts.isEmpty, deviations: deviations)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(
      Record(verdict: verdict, references: references, mutants: mutants, notRun: notRun, unkilled: unkilled))
  }
}
