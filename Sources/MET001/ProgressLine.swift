/// How far a long phase of a control is: one line of the file that the tests write and the runner reads.
package struct ProgressLine: Codable, Sendable, Equatable {
  /// What is going on, such as `loading`.
  package var phase: String
  package var done: Int
  package var total: Int
  /// What is counted, in the plural.
  package var unit: String
  /// Since the phase began.
  package var seconds: Double

  /// Units per second so far; `nil` before it says anything.
  package var rate: Double? { done > 0 && seconds > 0.5 ? Double(done) / seconds : nil }

  package init(phase: String, done: Int, total: Int, unit: String, seconds: Double) {
    self.phase = phase
    self.done = done
    self.total = total
    self.unit = unit
    self.seconds = seconds
  }
}
