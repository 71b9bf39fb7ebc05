import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Statistics
import Testing
import Workload

@Suite("Rate search", .specification, .tags(.performance))
struct RateSearchTests {
  private static let connections = 50
  private static let trialSeconds = 1.0
  private static let halvings = 4

  @Test(.tags(.info)) func `PRF-05 the highest rate within the limit`() async throws {
    let eventLoad = try EventLoad.specified()
    let limit = try evidence.settings.number("latency-p99")
    try await withServerUnderTest(scaled: false, listen: .tcp) { server in
      let shared = EventTraffic.Shared(registers: 10_000)
      try shared.fill(10_000, of: eventLoad.firehose, into: server)
      var trials: [(rate: Double, p99: Double, isHeld: Bool)] = []
      func holds(_ rate: Double) throws -> Bool {
        let schedule = Schedule(
          rate: rate, seconds: Self.trialSeconds, arrivals: .poisson(seed: eventLoad.seed &+ UInt64(trials.count)))
        let source = EventTraffic([.set, .get], of: eventLoad.firehose, over: shared, seed: eventLoad.seed)
        let history = try TimedTraffic.run(
          [ClientGroup(connections: Self.connections, pace: .due(schedule), source: source)], against: server,
          phase: "\(Int(rate))/s"
        ).history
        let p99 = history.response.percentile(0.99)
        trials.append((rate, p99, history.achieved >= 0.999 && p99 < limit))
        return trials[trials.count - 1].isHeld
      }
      let highest = try highestRate(from: eventLoad.throughput, holds: holds)
      let p99 = trials.first { $0.rate == highest }?.p99 ?? trials[0].p99
      evidence.record("highest-rate", highest, samples: trials.count)
      evidence.record("p99", p99, samples: 0)
      evidence.record("trials", trials.count, samples: 0)
      evidence.show(.rateSearch(trials.filter { !$0.p99.isNaN }.sorted { $0.rate < $1.rate }, limit: limit))
    }
  }

  /// Doubles the rate until it does not hold, and then halves the gap; 0 where the first does not hold.
  private func highestRate(from first: Double, holds: (Double) throws -> Bool) throws -> Double {
    var (low, high) = (0.0, first)
    while high < 1e6, try holds(high) { (low, high) = (high, 2 * high) }
    guard low > 0 else { return 0 }
    for _ in 0..<Self.halvings {
      let middle = (low + high) / 2
      if try holds(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
