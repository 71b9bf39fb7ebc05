import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Restart with too little memory", .specification, .tags(.eviction))
struct ShortMemoryTests {
  @Test(.tags(.must)) func `EVC-09 a restart with more data than maxmemory is noticed`() async throws {
    try await withServerUnderTest(scaled: true) { server in
      let restart = try ShortRestart(.specified(), on: server, phases: .told)
      evidence.sometimes("the memory was too short", restart.wasShort)
      evidence.record(.shortfall, restart.shortfall, samples: restart.written)
      evidence.record(.unaccounted, restart.unaccounted, samples: 0)
      evidence.record(.damaged, restart.survivors.damaged, samples: restart.survivors.present)
      evidence.record(.memoryOverLimit, try restart.info.countedShare, samples: 0)
      evidence.note(
        "\(restart.loaded) events were to be read into half the memory that they take; the first write afterwards "
          + (restart.refusal.map { "was refused with \($0)." }
            ?? "was taken, and \(restart.evicted) events were evicted for it."))
      evidence.attach(restart.info.text, named: "info-after-restart.txt")
    }
  }
}
