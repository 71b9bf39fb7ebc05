import Foundation
import MET001
import Synchronization

/// Tells how far a long phase is: to the runner if there is one, else as a plain line every few seconds.
///
/// The first update starts the clock: what was done before it counts for no rate.
package final class Progress: Sendable {
  private struct State {
    /// How many were done at the first update, and when that was.
    var start: (done: Int, at: ContinuousClock.Instant)?
    var lastTold: ContinuousClock.Instant?
  }

  private let phase: String
  private let total: Int
  private let unit: String
  private let path: String?
  private let state = Mutex(State())

  /// - Parameters:
  ///   - phase: what is going on, such as `CAP-01…04 load`.
  ///   - total: how many units there are in all.
  ///   - path: the runner's file; `nil` for plain lines on standard error.
  package init(
    _ phase: String, total: Int, unit: String = "events", path: String? = (try? RunSettings.current)?.progressPath
  ) {
    self.phase = phase
    self.total = total
    self.unit = unit
    self.path = path
  }

  /// Tells that so many units are done. Cheap enough to be called thousands of times a second.
  package func update(_ done: Int) {
    let now = ContinuousClock.now
    let interval: Duration = path == nil ? .seconds(5) : .milliseconds(200)
    let line: ProgressLine? = state.withLock { state in
      let start = state.start ?? (done, now)
      state.start = start
      // The runner hears of the first and of the last; on standard error a short phase is not worth a line.
      let isDue = state.lastTold.map { now - $0 >= interval } ?? (path != nil || now - start.at >= interval)
      guard isDue || done == total && path != nil else { return nil }
      state.lastTold = now
      return ProgressLine(
        phase: phase, done: done, total: total, unit: unit, start: start.done, seconds: (now - start.at) / .seconds(1))
    }
    guard let line else { return }
    if let path {
      append(line, to: path)
    } else {
      FileHandle.standardError.write(Data("\(line.phase): \(line.amounts)\(line.pace)\n".utf8))
    }
  }

  private func append(_ line: ProgressLine, to path: String) {
    guard let file = FileHandle(forWritingAtPath: path), let data = try? JSONEncoder().encode(line) else { return }
    defer { try? file.close() }
    _ = try? file.seekToEnd()
    try? file.write(contentsOf: data + Data("\n".utf8))
  }
}
