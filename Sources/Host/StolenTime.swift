import Foundation
import Processes

/// What the hypervisor took of each processor of this host so far: no thread of it could run there, and none knows.
package struct StolenTime: Sendable, Equatable {
  /// In clock ticks, processor by processor.
  private var ticks: [Int]

  /// What the kernel tells now.
  package static var now: StolenTime { StolenTime(text(ofFile: "/proc/stat")) }

  /// - Parameter text: /proc/stat; the eighth number of a processor's line is its stolen time (proc_stat(5)).
  package init(_ text: String) {
    ticks = text.split(separator: "\n").prefix { $0.hasPrefix("cpu") }.dropFirst().map { line in
      let numbers = line.split(separator: " ").dropFirst()
      return numbers.count < 8 ? 0 : Int(numbers[numbers.startIndex + 7]) ?? 0
    }
  }

  /// For how long a processor stood still since an earlier look, in microseconds, at least: the kernel counts all of it when
  /// the processor goes on. What a single tick counts may be many short moments, and is none.
  ///
  /// - Parameter ticksPerSecond: of the kernel's clock.
  package func standstill(since earlier: StolenTime, ticksPerSecond: Int = sysconf(Int32(_SC_CLK_TCK))) -> Int {
    let longest = zip(ticks, earlier.ticks).map { $0 - $1 }.max() ?? 0
    return max(0, longest - 1) * 1_000_000 / ticksPerSecond
  }
}
