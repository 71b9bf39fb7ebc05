import Foundation
import MET001
import Synchronization

/// Tells how far a long phase is: to the runner where there is one, else as a plain line every few seconds.
package final class Progress: Sendable {
  private struct State {
    var lastTold: ContinuousClock.Instant?
  }

  private let phase: String
  private let total: Int
  private let unit: String
  private let began = ContinuousClock.now
  private let path: String?
  private let state = Mutex(State())

  /// - Parameters:
  ///   - phase: what is going on, such as `CAP-01…04 load`.
  ///   - total: how many units there are in all.
  package init(_ phase: String, total: Int, unit: String = "events") {
    self.phase = phase
    self.total = total
    self.unit = unit
    path = (try? RunSettings.current)?.progressPath
  }

  /// Tells that so many units are done. Cheap enough to be called thousands of times a second.
  package func update(_ done: Int) {
    let now = ContinuousClock.now
    let interval: Duration = path == nil ? .seconds(5) : .milliseconds(200)
    let isDue = state.withLock { state in
      guard now - (state.lastTold ?? (path == nil ? began : now - interval)) >= interval || done == total && path != nil
      else { return false }
      state.lastTold = now
      return true
    }
    guard isDue else { return }
    let seconds = (now - began) / .seconds(1)
    if let path {
      append(ProgressLine(phase: phase, done: done, total: total, unit: unit, seconds: seconds), to: path)
    } else {
      let rate = Double(done) / seconds
      let left = Double(total - done) / rate
      FileHandle.standardError.write(
        Data(
          String(format: "%@: %d of %d %@, %.0f/s, %.0f s left\n", phase, done, total, unit, rate, left).utf8))
    }
  }

  private func append(_ line: ProgressLine, to path: String) {
    guard let file = FileHandle(forWritingAtPath: path), let data = try? JSONEncoder().encode(line) else { return }
    defer { try? file.close() }
    _ = try? file.seekToEnd()
    try? file.write(contentsOf: data + Data("\n".utf8))
  }
}
