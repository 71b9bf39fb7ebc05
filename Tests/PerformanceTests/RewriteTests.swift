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
  @Test(.tags(.must)) func `THR-04 latency during a rewrite`() async throws {
    let seconds = try evidence.settings.number(.baselineTime)
    try await withServerUnderTest(scaled: true, listen: .tcp) { server in
      let rewrites = try RewritesUnderLoad(.specified(), on: server, seconds: seconds, phases: .told)
      let traffic = rewrites.traffic
      let history = traffic.history
      evidence.sometimes("the buffer was full", rewrites.wasFull)
      evidence.record(.rewrites, rewrites.spans.count)
      evidence.record(.requestsDuringRewrite, rewrites.responses.count)
      let unanswered = history.unsent + history.unanswered
      if unanswered > 0 { try evidence.requireQuietHost(traffic, for: .longest, percentile: 1) }
      evidence.record(.unanswered, unanswered, samples: history.offered)
      evidence.recordErrors([history])
      try judge(rewrites.responses, traffic)
      evidence.show(
        try .latencies(
          of: history, marks: evidence.marks("P99", of: .p99) + evidence.marks("longest", of: .longest)))
      evidence.attach(history, named: "latency")
      evidence.note(
        "Rewrites went on for \(MeasureUnit.seconds.format(.number(rewrites.seconds))) "
          + "of \(MeasureUnit.seconds.format(.number(history.seconds))).")
    }
  }

  private func judge(_ during: LatencyHistogram, _ traffic: TimedTraffic) throws {
    for (measure, value, share) in [(MeasureName.p99, during.percentile(0.99), 0.99), (.longest, during.maximum, 1)]
    where during.count > 0 {
      if !evidence.admits(measure, value) {
        try evidence.requireQuietHost(traffic, for: measure, percentile: share)
      }
      evidence.record(measure, value, samples: measure == .p99 ? during.count : 0)
    }
    evidence.record(.hostJitterP99, traffic.jitter.p99, samples: 0)
  }
}
