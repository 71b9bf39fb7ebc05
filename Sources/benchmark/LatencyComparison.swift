import RedisFixture
import Statistics
import Workload

/// Response times at a fixed rate, and how late the generator itself is.
///
/// redis-benchmark knows no rate: beside ours stands its closed loop on one connection, as fast as the server answers.
/// It starts no clock when a request is due and meets no server that has fallen asleep, so it can only show that both
/// measure the same order of time.
struct LatencyComparison {
  private static let connections = 50

  /// - Returns: what an hour of windows would hold, in megabytes.
  func measure(_ round: Int, _ figures: inout Figures) async throws -> Double {
    try await TrafficComparison.withFilledServer { server in
      func paced(_ rate: Double, seconds: Double) throws -> TrafficHistory {
        let schedule = Schedule(rate: rate, seconds: seconds)
        return try TrafficComparison.run(.set, on: server, connections: Self.connections, .due(schedule))
      }
      let (ours, theirs) = try await inTurn(
        round, { try paced(1000, seconds: 5) },
        {
          try RedisBenchmark.run(
            .set, on: server, connections: 1, requests: 5000, keys: TrafficComparison.keys,
            valueSize: TrafficComparison.meanSize
          ).found
        })
      for (name, times) in [("response", ours.response), ("service", ours.service)] {
        figures.record(
          "SET at 1,000/s: \(name) P50 *", .microseconds, ours: times.percentile(0.5) * 1e6, theirs: theirs.p50 * 1e6)
        figures.record(
          "SET at 1,000/s: \(name) P99 *", .microseconds, ours: times.percentile(0.99) * 1e6, theirs: theirs.p99 * 1e6)
      }
      figures.record(
        "generator's lateness P99 at 1,000/s", .microseconds, ours: ours.lateness.percentile(0.99) * 1e6,
        wanted: .ours(atMost: 100))
      let fast = try paced(20_000, seconds: 3)
      figures.record(
        "generator's lateness P99 at 20,000/s", .microseconds, ours: fast.lateness.percentile(0.99) * 1e6,
        wanted: .ours(atMost: 500))
      return fast.megabytesOfHour
    }
  }
}

extension TrafficHistory {
  /// What an hour of windows like these would hold, in megabytes; twice, for arrays and text that grow by doubling.
  fileprivate var megabytesOfHour: Double {
    let window = Double(log.utf8.count) / Double(windows.count) + Double(MemoryLayout<Window>.stride)
    return 2 * 3600 * window / 1_000_000
  }
}
