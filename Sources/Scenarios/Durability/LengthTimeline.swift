import Foundation
import Processes
package import RedisFixture
import Synchronization
package import Workload

/// How long a file was when.
package final class LengthTimeline: Sendable {
  private struct Samples {
    /// Of which file they are.
    var path = ""
    var each: [(time: Double, length: Int)] = []
  }

  private let file: @Sendable () throws -> FileSurgery
  private let clock = LedgerClock()
  private let samples: Mutex<Samples>

  /// - Parameters:
  ///   - samples: what was seen of the file before.
  ///   - file: which file it is: where that becomes another, nothing is known any more of the one before.
  package init(samples: [(time: Double, length: Int)] = [], of file: @escaping @Sendable () throws -> FileSurgery) {
    self.file = file
    self.samples = Mutex(Samples(each: samples))
  }

  /// Looks at the file about every millisecond while the body runs.
  package func watch<Outcome>(during body: (LedgerClock) throws -> Outcome) throws -> Outcome {
    try beside(
      { try body(clock) },
      { isOver in
        while !isOver.load(ordering: .acquiring) {
          // The time first: the length is then what it was at that time, or more.
          let time = clock.seconds
          let file = try file()
          let length = try file.length()
          samples.withLock { samples in
            if file.path != samples.path { samples = Samples(path: file.path) }
            samples.each.append((time, length))
          }
          usleep(1000)
        }
      })
  }

  /// The length at the last look before that time, in seconds on the ledgers' clock.
  package func length(at time: Double) -> Int {
    samples.withLock { samples in
      // A look that began earlier may have seen what was written a moment later: the look before it cannot.
      samples.each.filter { $0.time <= time }.dropLast().last?.length ?? 0
    }
  }
}
