import ComplianceReport
import Foundation
import MET001

/// A run, and further ones of the controls that the host was too noisy to judge.
///
/// Noise comes and goes: a neighbour that takes the processors for a minute shall not cost a run of many. Nothing else
/// is run twice; a control that failed has failed.
struct RepeatedRun {
  let run: TestRun
  /// How many runs a control gets at most, the first among them.
  var most = 3

  /// Runs the tests, and puts what all runs left into the directory's evidence.
  ///
  /// - Parameters:
  ///   - again: is called before each further run with its number and its controls.
  ///   - look: as in `TestRun.execute`.
  /// - Returns: what is known of the first run.
  /// - Throws: `HarnessError` if the tests cannot be started.
  func execute(
    in directory: RunDirectory, again: (Int, [Control]) -> Void, look: (TestEvents, Data?) -> Void
  ) throws -> RunRecord {
    let record = try run.execute(in: directory, look: look)
    var last = record
    for number in (1...most).dropFirst() where last.interruption == nil {
      let noisy = try ReportDirectory(directory.path).assemble().controls.filter {
        $0.inconclusive?.cause == .hostNoise
      }.map(\.id)
      guard !noisy.isEmpty else { break }
      var run = run
      run.selection.controls.removeAll { !noisy.contains($0.id) }
      again(number, run.selection.controls)
      let repetition = try RunDirectory(in: run.options.scratch)
      defer { repetition.remove() }
      last = try run.execute(in: repetition, look: look)
      try FileManager.default.moveItem(
        atPath: repetition.evidence, toPath: "\(directory.evidence)/\(ReportDirectory.folder(ofRun: number))")
    }
    return record
  }
}
