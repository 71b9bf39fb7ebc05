import MET001Testing
import RedisFixture
import Scenarios
import Statistics
import Testing
import Workload

@Suite("Surge", .specification, .tags(.performance))
struct SurgeTests {
  @Test(.tags(.should)) func `THR-05 surge on a nearly full buffer`() async throws {
    let share = try evidence.limit(of: .memoryBefore)
    let rate = try evidence.settings.number(.surgeRate)
    let seconds = try evidence.settings.number(.surgeTime)
    try await withServerUnderTest(scaled: true) { server in
      let surge = try Surge(
        .specified(), on: server, filledTo: share, rate: rate, seconds: seconds, phases: .told)
      let history = surge.traffic.history
      evidence.record(.memoryBefore, try surge.before.countedShare)
      evidence.record(.memoryAfter, try surge.after.countedShare, samples: 0)
      evidence.record(.evictedKeys, try surge.evictedKeys, samples: 0)
      evidence.record(.lostEvents, surge.lostEvents, samples: 0)
      try evidence.recordAnswers(surge.traffic)
      evidence.record(.absorbed, history.achieved, samples: history.offered)
      evidence.record(.p99, history.response.percentile(0.99), samples: 0)
      evidence.show(.throughput(of: history))
      evidence.show(try .latencies(of: history))
      evidence.attach(history, named: "latency")
    }
  }
}
