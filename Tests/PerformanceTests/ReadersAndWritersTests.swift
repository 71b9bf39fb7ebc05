import Host
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Readers and writers", .specification, .tags(.performance))
struct ReadersAndWritersTests {
  @Test(.tags(.must)) func `THR-03 readers and writers at the same time`() async throws {
    let seconds = 3 * (try evidence.settings.number(.baselineTime))
    try await withServerUnderTest(scaled: false) { server in
      let clients = try ReadersAndWriters(.specified(), on: server, seconds: seconds, phases: .told)
      let traffic = clients.traffic
      evidence.record(.staleReads, clients.staleReads, samples: clients.readers.answeredCount)
      try evidence.requireQuietLatencies(traffic)
      for (history, subject) in [(clients.writers, "writers"), (clients.readers, "readers")] {
        evidence.record(.achieved, history.achieved, of: subject, samples: history.offered)
        evidence.recordLatencies(history, of: subject)
        evidence.show(try .percentiles(of: history, subject))
        evidence.attach(history, named: subject)
      }
      try evidence.recordAnswers(traffic)
      evidence.record(.hostJitterP99, traffic.jitter.p99, samples: 0)
    }
  }
}
