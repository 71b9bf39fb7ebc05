import Host
import Scenarios
import Statistics
import Testing
import Workload

@Suite("Decisive miss")
struct DecisiveMissTests {
  /// A host that is late by so many microseconds, and now and then by more.
  private func traffic(_ usual: Int, longest: Int) -> TimedTraffic {
    var lateness = LatencyHistogram()
    for _ in 0..<9_999 { lateness.record(microseconds: usual) }
    lateness.record(microseconds: longest)
    return TimedTraffic(histories: [TrafficHistory()], jitter: HostJitter(lateness: lateness))
  }

  private let median = Miss(0.0012, limit: 0.001, share: 0.5)
  private let p99 = Miss(0.03, limit: 0.005, share: 0.99)
  private let standstill = Miss(18, limit: 1, share: 1)

  @Test func `nothing is decided where nothing is missed`() {
    #expect(traffic(10, longest: 10).decisive(of: []) == nil)
  }

  @Test func `a host that explains one time and not another does not excuse the server`() {
    let host = traffic(1_100, longest: 250_000)
    #expect(host.decisive(of: [median, standstill]) == standstill)
    #expect(host.decisive(of: [median, p99, standstill]) == p99)
  }

  @Test func `what the host explains throughout is decided by the first`() {
    #expect(traffic(20_000, longest: 4_000_000).decisive(of: [median, p99, standstill]) == median)
  }

  @Test func `a mean is held against the mean delay`() {
    let host = traffic(300, longest: 300)
    #expect(abs(host.noise(beside: Miss(0.011, limit: 0.001, share: nil)) - 0.0003) < 0.00001)
  }
}
