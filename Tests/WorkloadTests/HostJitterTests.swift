import RedisFixture
import Testing
import Workload

@Suite("Host jitter")
struct HostJitterTests {
  private struct Failure: Error, Equatable {}

  @Test func `it is the ninety-ninth percentile`() {
    var lateness = LatencyHistogram()
    for milliseconds in 1...200 { lateness.record(microseconds: 1000 * milliseconds) }
    // Of the histogram's three digits.
    #expect(abs(HostJitter(lateness: lateness).p99 - 0.198) <= 0.0002)
    #expect(HostJitter(lateness: LatencyHistogram()).p99.isNaN)
  }

  @Test func `a body of no length is watched too`() throws {
    let (outcome, jitter) = try HostJitter.watch { 42 }
    #expect(outcome == 42)
    #expect(jitter.lateness.count > 0)
    #expect(jitter.p99 >= 0)
  }

  @Test func `nobody wakes too early, and as often as time allows`() throws {
    let began = ContinuousClock.now
    let (seconds, jitter) = try HostJitter.watch {
      try wait(for: "fifty milliseconds", within: .seconds(60)) { ContinuousClock.now - began > .milliseconds(50) }
      return (ContinuousClock.now - began) / .seconds(1)
    }
    #expect(jitter.lateness.minimum >= 0)
    // One is due every millisecond, however late; the last may have begun before the end.
    #expect(Double(jitter.lateness.count) <= seconds * 1000 + 2)
  }

  @Test func `the disk is watched at least once`() {
    #expect(HostDisk().longestSync() > 0)
  }

  @Test func `what the body throws is thrown, and the watch ends`() {
    #expect(throws: Failure()) { try HostJitter.watch { throw Failure() } }
  }
}
