import ComplianceReport
import Foundation
import MET001

/// What is going on, for the one who waits: one changing line on a terminal, plain lines elsewhere.
struct ProgressDisplay {
  private let controls: [Control]
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private let began = ContinuousClock.now
  private var ended: Set<String> = []
  private var lastTold = ContinuousClock.now
  private var phase = ""

  init(_ controls: [Control]) {
    self.controls = controls
  }

  /// Tells of a step that is no control's.
  func step(_ text: String) {
    clear()
    print(text)
  }

  /// Tells what is new: the controls that ended, and how far the one that runs is.
  mutating func update(_ events: TestEvents, progress: Data?) {
    for test in events.tests {
      guard let control = controls.first(where: { $0.id == test.control }), let seconds = test.seconds,
        ended.insert(control.id).inserted
      else { continue }
      let wasRun = (test.cancelled ?? test.skipped) == nil
      let mark = test.failures.isEmpty ? (wasRun ? "ok" : "open") : "not ok"
      clear()
      let word = mark.padding(toLength: 6, withPad: " ", startingAt: 0)
      print("\(word)  \(control.id)  \(control.title)  (\(MeasureUnit.seconds.format(.number(seconds))))")
      lastTold = .now
    }
    let running = events.tests.first { $0.started != nil && $0.ended == nil }?.control
    guard let line = progress.flatMap({ try? JSONDecoder().decode(ProgressLine.self, from: $0) }),
      line.done < line.total
    else {
      return show("\(running.map { "\($0)  " } ?? "")\(ended.count) of \(controls.count) controls")
    }
    let rate = Double(line.done) / max(line.seconds, 0.001)
    let left = Double(line.total - line.done) / max(rate, 0.001)
    let amounts = "\(grouped(Double(line.done))) of \(grouped(Double(line.total))) \(line.unit)"
    let pace = "\(grouped(rate))/s, \(grouped(left)) s left"
    let bar = isTerminal ? "\(Self.bar(Double(line.done) / Double(line.total))) " : ""
    show("\(running.map { "\($0)  " } ?? "")\(line.phase)  \(bar)\(amounts), \(pace)")
  }

  private mutating func show(_ text: String) {
    if isTerminal {
      write("\r\u{1B}[2K" + String(text.prefix(terminalWidth() - 1)))
    } else if ContinuousClock.now - lastTold > .seconds(10) {
      print(text)
      fflush(nil)
      lastTold = .now
    }
  }

  func clear() {
    if isTerminal { write("\r\u{1B}[2K") }
  }

  private func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  private func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }

  private static func bar(_ share: Double) -> String {
    let full = Int((share * 20).rounded())
    return String(repeating: "█", count: full) + String(repeating: "░", count: 20 - full)
  }
}
