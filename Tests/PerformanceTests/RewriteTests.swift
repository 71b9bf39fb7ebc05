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
    // Not scaled: a server before Redis 7.0 keeps what is written beside a rewrite in blocks of 10 MiB, for which it would
    // evict half of a small buffer.
    try await withServerUnderTest(scaled: false) { server in
      let rewrites = try RewritesUnderLoad(.specified(), on: server, seconds: seconds, phases: .told)
      let traffic = rewrites.traffic
      let history = traffic.history
      evidence.sometimes("the buffer was full", rewrites.wasFull)
      evidence.record(.rewrites, rewrites.spans.count)
      evidence.record(.requestsDuringRewrite, rewrites.responses.count)
      evidence.record(.failedRewrites, rewrites.failures.count)
      for failure in rewrites.failures { evidence.note("A rewrite ended with '\(failure)'.") }
      try evidence.recordAnswers(traffic)
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
    let p99 = during.percentile(0.99)
    if during.count > 0 {
      try evidence.requireQuiet(
        traffic, for: .p99, p99, percentile: 0.99, ofPart: Double(during.count) / Double(traffic.history.response.count)
      )
      evidence.record(.p99, p99, samples: during.count)
    }
    evidence.record(.hostJitterP99, traffic.jitter.p99, samples: 0)
  }
}
