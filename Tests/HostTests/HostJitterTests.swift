import Host
import Processes
import RedisFixture
import Statistics
import TestSupport
import Testing

@Suite("Host jitter", .blocking)
struct HostJitterTests {
  private struct Failure: Error, Equatable {}

  @Test func `it is the ninety-ninth percentile`() {
    var lateness = LatencyHistogram()
    for milliseconds in 1...200 { lateness.record(microseconds: 1000 * milliseconds) }
    // Of the histogram's three digits.
    #expect(abs(HostJitter(lateness: lateness).p99 - 0.198) <= 0.0002)
    #expect(HostJitter(lateness: LatencyHistogram()).p99.isNaN)
  }

  @Test func `a wait delays every request that comes meanwhile`() {
    var waits = LatencyHistogram()
    waits.record(wait: 3500, every: 1000)
    waits.record(wait: 0, every: 1000)
    var single = LatencyHistogram()
    for microseconds in [3500, 2500, 1500, 500, 0] { single.record(microseconds: microseconds) }
    #expect(waits == single)
  }

  @Test func `whichever was later counts`() {
    var (short, long) = (LatencyHistogram(), LatencyHistogram())
    short.record(microseconds: 10)
    long.record(microseconds: 1000)
    for jitter in [
      HostJitter(lateness: short, waits: long), HostJitter(lateness: long, waits: short),
      HostJitter(lateness: short, waits: short, ownWaits: long), HostJitter(lateness: short, standstills: long),
    ] {
      #expect(jitter.p99 == 0.001)
      #expect(jitter.percentile(0.5) == 0.001)
      #expect(jitter.mean == long.mean)
    }
    #expect(HostJitter(lateness: short).p99 == 0.00001)
  }

  @Test func `what the server's unit took itself is no noise`() {
    var late = LatencyHistogram()
    late.record(microseconds: 5000)
    #expect(HostJitter(lateness: late, companions: 0.5).p99 > 0.004)
    #expect(HostJitter(lateness: late, companions: 0.5).blame == nil)
    let busy = HostJitter(lateness: late, waits: late, companions: 1.94)
    #expect(busy.p99 == 0)
    #expect(busy.mean == 0)
    #expect(busy.blame?.hasPrefix("Other programs of the server's unit took 1.9 processors meanwhile: ") == true)
  }

  @Test func `the time of other programs of the unit is taken, also of one that begins meanwhile`() async throws {
    let busy = Service("sh", ["-c", "while :; do :; done"])
    let first = try busy.start()
    defer { first.killGroup() }
    var second: ServiceProcess?
    defer { second?.killGroup() }
    let (_, jitter) = try HostJitter.watch(companions: [first, second].compactMap { $0?.id }) {
      second = try busy.start()
      try wait(for: "both to take time", within: .seconds(60)) {
        [first, second].allSatisfy { $0.flatMap { ProcessStatus(of: $0.id)?.processorTime } ?? 0 > 0.1 }
      }
    }
    #expect(jitter.companions > 0)
    let (_, later) = try HostJitter.watch {}
    #expect(later.companions == 0)
  }

  @Test func `the server's thread is watched too`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      let (_, jitter) = try HostJitter.watch(server.processId) { try connection.command("PING") }
      #expect(jitter.waits.count > 0)
      server.stop()
      let (_, later) = try HostJitter.watch(server.processId) {}
      #expect(later.waits.count == 0)
    }
  }

  @Test func `the thread that drives the server and the processors are watched too`() throws {
    let (_, jitter) = try HostJitter.watch {}
    #expect(jitter.ownWaits.count > 0)
    #expect(jitter.standstills.count > 0)
  }

  @Test func `a thread is asked for its own time, also by another`() throws {
    let own = try #require(ThreadClock.ofThisThread())
    let before = try #require(own.time).running
    // It takes time here, and is asked for there.
    var sum = 0
    while try #require(own.time).running < before + 0.02 { sum &+= 1 }
    nonisolated(unsafe) let clock = own
    var there: Double?
    try concurrently({}, { there = clock.time?.running })
    #expect(try #require(there) >= before + 0.02)
  }

  @Test func `requests that did not wait count beside those that did`() {
    var waits = LatencyHistogram()
    waits.record(wait: 2500, every: 1000, of: 5)
    var single = LatencyHistogram()
    for microseconds in [2500, 1500, 500, 0, 0] { single.record(microseconds: microseconds) }
    #expect(waits == single)
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
