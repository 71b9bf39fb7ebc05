import Foundation
import Synchronization

/// How late this host lets a thread do what a server does for a write: wake up when it is due, and append half a
/// kilobyte to a file that is synced every second. No server can be blamed for that.
package struct HostJitter: Sendable, Equatable {
  /// How late each of them was done, counted from when it was due. One was due every millisecond, so a long
  /// stall of the host counts as often as it would delay the writes of a client.
  package var lateness: LatencyHistogram

  package init(lateness: LatencyHistogram) {
    self.lateness = lateness
  }

  /// The 99th percentile, in seconds; not a number where nothing was watched.
  package var p99: Double { lateness.percentile(0.99) }

  /// Runs the body, and watches the host beside it: at least once, however short the body is.
  ///
  /// - Throws: what the body throws.
  package static func watch<Outcome>(during body: () throws -> Outcome) throws -> (Outcome, HostJitter) {
    let isOver = Atomic(false)
    var outcome: Result<Outcome, any Error>?
    var lateness = LatencyHistogram()
    let file = UnlinkedFile()
    try concurrently(
      {
        outcome = Result { try body() }
        isOver.store(true, ordering: .releasing)
      },
      {
        try concurrently(
          { lateness = appendWhenDue(to: file, until: isOver) },
          { sync(file, until: isOver) })
      })
    return (try outcome!.get(), HostJitter(lateness: lateness))
  }

  private static func appendWhenDue(to file: UnlinkedFile?, until isOver: borrowing Atomic<Bool>) -> LatencyHistogram {
    let bytes = [UInt8](repeating: 1, count: 512)
    var lateness = LatencyHistogram()
    var due = ContinuousClock.now
    repeat {
      due += .milliseconds(1)
      let left = due - .now
      if left > .zero { usleep(UInt32(left / .microseconds(1))) }
      file?.append(bytes)
      lateness.record(microseconds: Int((ContinuousClock.now - due) / .microseconds(1)))
    } while !isOver.load(ordering: .acquiring)
    return lateness
  }

  private static func sync(_ file: UnlinkedFile?, until isOver: borrowing Atomic<Bool>) {
    var ticks = 0
    while !isOver.load(ordering: .acquiring) {
      usleep(20_000)
      ticks += 1
      if ticks % 50 == 0 { file?.sync() }
    }
  }
}
