import ComplianceReport
import Foundation
import MET001

/// What is going on, for whoever waits: one changing line on a terminal, plain lines elsewhere.
struct ProgressDisplay {
  private let controls: [Control]
  private var ended: Set<String> = []
  private var line = ChangingLine()
  private var phase = CurrentPhase()

  init(_ controls: [Control]) {
    self.controls = controls
  }

  /// Tells of a step that is no control's.
  mutating func step(_ text: String) {
    line.print(text)
  }

  /// Tells what is new: the controls that ended, and how far the one that runs is.
  mutating func update(_ events: TestEvents, progress: Data?) {
    for test in events.tests {
      guard let control = controls.first(where: { $0.id == test.control }), let seconds = test.seconds,
        ended.insert(control.id).inserted
      else { continue }
      let wasRun = (test.cancelled ?? test.skipped) == nil
      let mark = test.failures.isEmpty ? (wasRun ? "ok" : "open") : "not ok"
      let word = mark.padding(toLength: 6, withPad: " ", startingAt: 0)
      line.print("\(word)  \(control.id)  \(control.title)  (\(MeasureUnit.seconds.format(.number(seconds))))")
    }
    let running = events.tests.first { $0.started != nil && $0.ended == nil }?.control
    phase.update(progress, of: running)
    guard let newest = phase.line, newest.done < newest.total else {
      return line.show("\(running.map { "\($0)  " } ?? "")\(ended.count) of \(controls.count) controls")
    }
    let bar = line.isTerminal ? "\(Self.bar(Double(newest.done) / Double(newest.total))) " : ""
    line.show(
      "\(running.map { "\($0)  " } ?? "")\(newest.phase)  \(bar)\(newest.amounts)"
        + (phase.isMoving(at: .now) ? newest.pace : ""))
  }

  func clear() {
    line.clear()
  }

  private static func bar(_ share: Double) -> String {
    let full = Int((share * 20).rounded())
    return String(repeating: "█", count: full) + String(repeating: "░", count: 20 - full)
  }
}
