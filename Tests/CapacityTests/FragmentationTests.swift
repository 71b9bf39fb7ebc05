import MET001Testing
import RedisFixture
import Scenarios
import Testing

@Suite("Fragmentation", .specification, .tags(.eviction))
struct FragmentationTests {
  @Test(.tags(.must)) func `EVC-07 fragmentation after churn`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let churn = try Churn(.specified(), on: server, phases: .told)
      evidence.note(
        "allocator_frag_ratio after the load and after each deletion and refill: "
          + churn.fragmentations.joined(separator: ", ") + ".")
      evidence.attach(churn.last.text, named: "info-memory.txt")
      let fragmentation = try churn.fragmentation
      evidence.record(.memoryInUse, try churn.last.integer("used_memory"))
      evidence.record(.allocatorFragRatio, fragmentation, samples: churn.count)
    }
  }
}
