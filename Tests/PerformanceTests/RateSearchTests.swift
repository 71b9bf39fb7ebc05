import MET001Testing
import RedisFixture
import Scenarios
import Testing

@Suite("Rate search", .specification, .tags(.performance))
struct RateSearchTests {
  @Test(.tags(.info)) func `PRF-05 the highest rate within the limit`() async throws {
    let limit = try evidence.settings.number(.latencyP99)
    try await withServerUnderTest(scaled: false) { server in
      let search = try RateSearch.run(.specified(), on: server, limit: limit, phases: .told)
      evidence.record(.highestRate, search.highest, samples: search.trials.count)
      evidence.record(.p99, search.p99, samples: 0)
      evidence.record(.trials, search.trials.count, samples: 0)
      evidence.show(.rateSearch(search, limit: limit))
    }
  }
}
