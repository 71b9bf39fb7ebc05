import RedisFixture
import Testing
import benchmark

@Suite("What redis-benchmark prints")
struct RedisBenchmarkTests {
  private static let head =
    #""test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms""#

  /// Printed by 7.0.15.
  @Test func `its rate and its percentiles are read`() throws {
    let line =
      #""SET event:0000000__rand_int__ xxxxxxxxxx","74906.37","0.410","0.032","0.391","0.687","0.767","1.215""#
    let found = try RedisBenchmark(csv: "\(Self.head)\n\(line)\n")
    #expect(found.rate == 74906.37)
    #expect(found.p50 == 0.391 / 1000)
    #expect(found.p99 == 0.767 / 1000)
  }

  @Test(arguments: [
    "", head, "\(head)\n\"SET\",\"1\"", "\(head)\n\"SET\",\"nan?\",\"1\",\"1\",\"1\",\"1\",\"1\",\"1\"",
    "\"SET\",\"57471.27\"\n\"GET\",\"57471.27\"",
  ])
  func `what it does not print is no figure`(csv: String) {
    #expect(throws: FixtureError.self) { try RedisBenchmark(csv: csv) }
  }
}
