import Foundation
import Processes
package import RedisFixture
import Synchronization
package import Workload

/// How long a file was when.
package final class LengthTimeline: Sendable {
  private let file: FileSurgery
  private let clock = LedgerClock()
  private let samples: Mutex<[(time: Double, length: Int)]>

  /// - Parameter samples: what was seen of the file before.
  package init(of file: FileSurgery, samples: [(time: Double, length: Int)] = []) {
    self.file = file
    self.samples = Mutex(samples)
  }

  /// Looks at the file about every millisecond while the body runs.
  package func watch<Outcome>(during body: (LedgerClock) throws -> Outcome) throws -> Outcome {
    let isOver = Atomic(false)
    var outcome: Result<Outcome, any Error>?
    try concurrently(
      {
        outcome = Result { try body(clock) }
        isOver.store(true, ordering: .releasing)
      },
      {
        while !isOver.load(ordering: .acquiring) {
          // The time first: the length is then what it was at that time, or more.
          let time = clock.seconds
          let length = try file.length()
          samples.withLock { $0.append((time, length)) }
          usleep(1000)
        }
      })
    return try outcome!.get()
  }

  /// The length at the last look before that time, in seconds on the ledgers' clock.
  package func length(at time: Double) -> Int {
    samples.withLock { samples in
      // A look that began earlier may have seen what was written a moment later: the look before it cannot.
      samples.filter { $0.time <= time }.dropLast().last?.length ?? 0
    }
  }
}
