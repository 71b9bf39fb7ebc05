import Host
import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Readers and writers", .specification, .tags(.performance))
struct ReadersAndWritersTests {
  private static let connections = 10
  /// Few, so that each is written again soon.
  private static let registers = 1000

  @Test(.tags(.must)) func `THR-03 readers and writers at the same time`() async throws {
    let eventLoad = try EventLoad.specified()
    let seconds = 3 * (try evidence.settings.number("baseline-time"))
    try await withServerUnderTest(scaled: false, listen: .tcp) { server in
      let shared = EventTraffic.Shared(registers: Self.registers)
      try shared.fill(Self.registers, of: eventLoad.firehose, into: server)
      let groups = [Workload.Operation.set, .get].map { operation in
        ClientGroup(
          connections: Self.connections, pace: .due(Schedule(rate: eventLoad.throughput, seconds: seconds)),
          source: EventTraffic([operation], of: eventLoad.firehose, over: shared, seed: eventLoad.seed))
      }
      let traffic = try TimedTraffic.run(
        groups, against: server, phase: "\(Int(eventLoad.throughput)) writes/s, \(Int(eventLoad.throughput)) reads/s")
      let reads = traffic.histories[1]
      evidence.record("stale-reads", reads.flaws["stale", default: 0], samples: reads.answeredCount)
      evidence.record(
        "other-wrong-answers", traffic.histories.reduce(0) { $0 + $1.flawCount } - reads.flaws["stale", default: 0],
        samples: 0)
      evidence.recordErrors(traffic.histories)
      try evidence.requireQuietLatencies(traffic)
      for (history, subject) in zip(traffic.histories, ["writers", "readers"]) {
        evidence.record("achieved", history.achieved, of: subject, samples: history.offered)
        evidence.recordLatencies(history, of: subject)
        evidence.show(try .percentiles(of: history, subject))
        evidence.attach(history, named: subject)
      }
      evidence.record("host-jitter-p99", traffic.jitter.p99, samples: 0)
    }
  }
}
