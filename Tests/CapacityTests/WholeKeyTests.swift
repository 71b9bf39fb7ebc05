import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Loss of whole keys", .specification, .tags(.eviction))
struct WholeKeyTests {
  @Test(.tags(.info)) func `EVC-10 what one eviction costs where one key holds the buffer`() async throws {
    let eventLoad = try EventLoad.specified()
    func small(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxmemory", "64mb")
    }
    for layout in Layout.allCases where !layout.keepsOrderByKey {
      try await withServerUnderTest(scaled: false, adjust: small) { server in
        let loader = BulkLoader(firehose: eventLoad.firehose, layout: layout)
        let progress = Progress("overfilling \(layout.rawValue)", total: 150_000)
        let load = try loader.load(0..<150_000, into: server, progress: progress.update)
        let held = try BufferVerifier(firehose: eventLoad.firehose, layout: layout).eventsHeld(by: server)
        let evicted = try server.connect().info("stats").integer("evicted_keys")
        let lost = load.acknowledged - held
        evidence.record("evicted-keys", evicted, of: layout.rawValue)
        evidence.record("events-lost", lost, of: layout.rawValue, samples: load.acknowledged)
        evidence.record(
          "events-lost-per-key", evicted > 0 ? Double(lost) / Double(evicted) : 0, of: layout.rawValue, samples: 0)
        evidence.record("write-errors", load.errorCount, of: layout.rawValue, samples: 0)
      }
    }
  }
}
