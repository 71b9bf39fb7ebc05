import Foundation
import Synchronization

/// How late this host wakes a thread that sleeps for a millisecond: what no server can be blamed for.
package struct HostJitter: Sendable, Equatable {
  /// How late each wake-up was, in seconds.
  package var lateness: [Double]

  package init(lateness: [Double]) {
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
    var lateness: [Double] = []
    try concurrently(
      {
        outcome = Result { try body() }
        isOver.store(true, ordering: .releasing)
      },
      {
        let step = Duration.milliseconds(1)
        repeat {
          let before = ContinuousClock.now
          usleep(1000)
          lateness.append((ContinuousClock.now - before - step) / .seconds(1))
        } while !isOver.load(ordering: .acquiring)
      })
    return (try outcome!.get(), HostJitter(lateness: lateness))
  }
}
