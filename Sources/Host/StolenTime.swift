import Foundation
import Processes

/// What the hypervisor took of the processors of this host so far: no thread of it could run there, and none knows.
package struct StolenTime: Sendable, Equatable {
  private struct Ticks: Equatable {
    var stolen = 0
    /// With what the processor did and did not do.
    var all = 0
  }

  /// Processor by processor.
  private var processors: [Ticks]

  /// What the kernel tells now.
  package static var now: StolenTime { StolenTime(text(ofFile: "/proc/stat")) }

  /// - Parameter text: /proc/stat (proc_stat(5)).
  package init(_ text: String) {
    processors = text.split(separator: "\n").prefix { $0.hasPrefix("cpu") }.dropFirst().map { line in
      // user nice system idle iowait irq softirq steal; guest time is part of user time.
      let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Int($0) }
      return Ticks(stolen: ticks.count == 8 ? ticks[7] : 0, all: ticks.reduce(0, +))
    }
  }

  /// The share of the time of all processors that was taken since an earlier look.
  package func share(since earlier: StolenTime) -> Double {
    func sum(_ part: KeyPath<Ticks, Int>) -> Double {
      Double(zip(processors, earlier.processors).reduce(0) { $0 + $1.0[keyPath: part] - $1.1[keyPath: part] })
    }
    return sum(\.stolen) / max(sum(\.all), 1)
  }

  /// For how long a processor stood still since an earlier look, in microseconds, at least: the kernel counts all of it when
  /// the processor goes on. What a single tick counts may be many short moments, and is none.
  ///
  /// - Parameter ticksPerSecond: of the kernel's clock.
  package func standstill(since earlier: StolenTime, ticksPerSecond: Int = sysconf(Int32(_SC_CLK_TCK))) -> Int {
    let longest = zip(processors, earlier.processors).map { $0.stolen - $1.stolen }.max() ?? 0
    return max(0, longest - 1) * 1_000_000 / ticksPerSecond
  }
}
