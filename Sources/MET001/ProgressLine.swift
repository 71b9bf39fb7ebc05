/// How far a long phase of a control is: one line of the file that the tests write and the runner reads.
package struct ProgressLine: Codable, Sendable, Equatable {
  /// What is going on, such as `loading`.
  package var phase: String
  package var done: Int
  package var total: Int
  /// What is counted, in the plural.
  package var unit: String
  /// How many were done when the clock started: what an earlier phase did is no work of this one.
  package var start: Int
  /// Since the clock started.
  package var seconds: Double

  /// Units per second so far; `nil` before it says anything.
  package var rate: Double? { done > start && seconds > 0.5 ? Double(done - start) / seconds : nil }

  /// How long the rest takes at that rate, in seconds; `nil` if there is no rate, or if the total is reached.
  package var secondsLeft: Double? { done < total ? rate.map { Double(total - done) / $0 } : nil }

  package init(phase: String, done: Int, total: Int, unit: String, start: Int = 0, seconds: Double) {
    self.phase = phase
    self.done = done
    self.total = total
    self.unit = unit
    self.start = start
    self.seconds = seconds
  }

  /// Such as `250 of 1,000 events`.
  package var amounts: String { "\(grouped(Double(done))) of \(grouped(Double(total))) \(unit)" }

  /// Such as `, 100/s, 8 s left`; empty if there is no rate.
  package var pace: String {
    guard let rate else { return "" }
    return ", \(grouped(rate))/s" + (secondsLeft.map { ", \(grouped($0)) s left" } ?? "")
  }
}
