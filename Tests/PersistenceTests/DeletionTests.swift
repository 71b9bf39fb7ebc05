import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Deletions", .specification, .tags(.durability))
struct DeletionTests {
  @Test(.tags(.must)) func `DUR-14 what is gone stays gone`() async throws {
    func small(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.limitingMemory(toBytes: 16 << 20)
    }
    try await withServerUnderTest(scaled: false, adjust: small) { server in
      let deletions = try Deletions(.specified(), on: server, phases: .told)
      evidence.sometimes("events were evicted, or refused", deletions.evicted > 0 || deletions.errors > 0)
      evidence.sometimes("events were deleted", deletions.deleted > 0)
      evidence.record(.resurrected, deletions.resurrected, samples: deletions.before.events.count)
      evidence.record(.lost, deletions.lost, samples: 0)
      if deletions.rewrite != "ok" {
        evidence.violate("the rewrite after the deletions ended with '\(deletions.rewrite)'")
      }
      evidence.record(.goneBefore, deletions.before.missing, samples: 0)
      evidence.note(
        "\(deletions.evicted) keys were evicted and \(deletions.deleted) events deleted before the restart.")
    }
  }
}
