import Host
import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Statistics
import Testing
import Workload

@Suite("Rewrite under load", .specification, .tags(.performance))
struct RewriteTests {
  private static let connections = 10

  @Test(.tags(.must)) func `THR-04 latency during a rewrite`() async throws {
    let eventLoad = try EventLoad.specified()
    try await withServerUnderTest(scaled: true, listen: .tcp) { server in
      let load = try eventLoad.load(into: server, phases: .told)
      evidence.sometimes("the buffer was full", load.acknowledged == eventLoad.events.count)
      // The server's own rewrite, which the growth of the file set off.
      try server.connect().waitForRewrite(within: .seconds(600))
      // A hundredth of the keys of a buffer that has one for each event.
      let shared = EventTraffic.Shared(registers: max(100, eventLoad.events.count / 100))
      try shared.fill(shared.registers.count, of: eventLoad.firehose, into: server)
      let rewrites = Rewrites(of: server, seconds: try evidence.settings.number("baseline-time"))
      let traffic = try rewrites.repeat { isOver in try run(eventLoad, shared, server, until: isOver) }
      let history = traffic.history
      let spans = rewrites.spans(since: history.epoch)
      var during = LatencyHistogram()
      for timing in history.timings where spans.contains(where: { $0.contains(Double(timing.due) / 1e6) }) {
        during.record(microseconds: Int(timing.response))
      }
      evidence.record("rewrites", spans.count)
      evidence.record("requests-during-rewrite", during.count)
      let unanswered = history.unsent + history.unanswered
      if unanswered > 0 { try evidence.requireQuietHost(traffic, for: "longest", percentile: 1) }
      evidence.record("unanswered", unanswered, samples: history.offered)
      evidence.recordErrors([history])
      try judge(during, traffic)
      evidence.show(
        try .latencies(of: history, marks: [evidence.mark("P99", of: "p99"), evidence.mark("longest", of: "longest")]))
      evidence.attach(history, named: "latency")
      evidence.note(
        "Rewrites went on for \(MeasureUnit.seconds.format(.number(spans.reduce(0) { $0 + $1.upperBound - $1.lowerBound }))) "
          + "of \(MeasureUnit.seconds.format(.number(history.seconds))).")
    }
  }

  private func judge(_ during: LatencyHistogram, _ traffic: TimedTraffic) throws {
    for (measure, value, share) in [("p99", during.percentile(0.99), 0.99), ("longest", during.maximum, 1)]
    where during.count > 0 {
      if !evidence.admits(measure, value) {
        try evidence.requireQuietHost(traffic, for: measure, percentile: share)
      }
      evidence.record(measure, value, samples: measure == "p99" ? during.count : 0)
    }
    evidence.record("host-jitter-p99", traffic.jitter.p99, samples: 0)
  }

  /// SET and GET in turn, of the registers.
  private func run(
    _ eventLoad: EventLoad, _ shared: EventTraffic.Shared, _ server: RedisServer, until isOver: () -> Bool
  ) throws -> TimedTraffic {
    // A rewrite that takes longer than this ends the run.
    let schedule = Schedule(rate: eventLoad.throughput, seconds: 600)
    let source = EventTraffic([.set, .get], of: eventLoad.firehose, over: shared, seed: eventLoad.seed)
    return try .run(
      [ClientGroup(connections: Self.connections, pace: .due(schedule), source: source)], against: server,
      phase: "\(Int(eventLoad.throughput))/s during rewrites", keepsTimings: true, grace: 2, until: isOver)
  }
}
