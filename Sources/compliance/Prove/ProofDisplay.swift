import ComplianceReport
import Foundation
import MET001

/// What a proof prints while it goes on: a line for each mutant that is done, and which are running.
struct ProofDisplay {
  private var line = ChangingLine()
  /// How many controls there are to run in all.
  private var total = 0
  /// How many are done, of the runs that have ended.
  private var done = 0
  /// The runs that go on: the control at which each is, and how many it has done.
  private var running: [String: (control: String?, done: Int)] = [:]
  private let began = ContinuousClock.now

  /// So many more controls will be run.
  mutating func expect(_ controls: Int) { total += controls }

  mutating func show(_ title: String, control: String?, done: Int) {
    running[title] = (control, done)
    let runs = running.keys.sorted().map { title in
      [title, running[title]?.control].compactMap(\.self).joined(separator: " ")
    }
    line.show("\(runs.joined(separator: ", "))\(left)")
  }

  mutating func end(_ title: String, controls: Int) {
    running[title] = nil
    done += controls
  }

  mutating func print(_ text: String) { line.print(text) }

  func clear() { line.clear() }

  /// Prints a line for the trial, and below it what deviates.
  mutating func report(_ trial: MutantTrial, _ proof: Proof) {
    let deviations = proof.deviations(of: trial).map(\.sentence) + trial.doubts
    let word = (!deviations.isEmpty ? "NOT OK" : trial.red.isEmpty ? "sound" : "killed").padding(
      toLength: 7, withPad: " ", startingAt: 0)
    let seconds = MeasureUnit.seconds.format(.number(trial.run.seconds))
    line.print("\(word)  \(trial.name)  \(trial.red.keys.sorted().joined(separator: ", "))  (\(seconds))")
    for sentence in deviations { line.print("         \(sentence)") }
  }

  /// How long the proof still takes, from how long its controls took so far.
  private var left: String {
    let done = running.values.reduce(done) { $0 + $1.done }
    guard done > 0, total > done else { return "" }
    let seconds = (ContinuousClock.now - began) / .seconds(1) * Double(total - done) / Double(done)
    return "  \(grouped(seconds)) s left"
  }
}
