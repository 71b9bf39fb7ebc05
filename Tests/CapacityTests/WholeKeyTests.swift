import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Loss of whole keys", .specification, .tags(.eviction))
struct WholeKeyTests {
  @Test(.tags(.info)) func `EVC-10 what one eviction costs where one key holds the buffer`() async throws {
    func small(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.limitingMemory(toBytes: 64 << 20)
    }
    for layout in Layout.allCases where !layout.keepsOrderByKey {
      try await withServerUnderTest(scaled: false, adjust: small) { server in
        let loss = try WholeKeyLoss(.specified(), in: layout, on: server, phases: .told)
        evidence.record(.evictedKeys, loss.evictedKeys, of: layout.rawValue)
        evidence.record(.eventsLost, loss.lost, of: layout.rawValue, samples: loss.load.acknowledged)
        evidence.record(.eventsLostPerKey, loss.lostPerKey, of: layout.rawValue, samples: 0)
        evidence.record(.writeErrors, loss.load.errorCount, of: layout.rawValue, samples: 0)
      }
    }
  }
}
