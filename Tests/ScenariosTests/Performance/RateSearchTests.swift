import Firehose
import RedisFixture
import Scenarios
import TestSupport
import Testing
import Workload

@Suite("Rate search", .blocking, .serialized)
struct RateSearchTests {
  /// The rates that are tried where a server holds up to so many, and what is found.
  private func search(_ capacity: Double, from first: Double = 1000, halvings: Int = 4) -> (
    tried: [Double], highest: Double
  ) {
    var tried: [Double] = []
    let highest = RateSearch.highestRate(from: first, upTo: 1e6, halvings: halvings) { rate in
      tried.append(rate)
      return rate <= capacity
    }
    return (tried, highest)
  }

  @Test func `a server that does not hold the first rate holds none`() {
    #expect(search(999) == ([1000], 0))
  }

  @Test func `the rate is doubled until it does not hold, and then the gap is halved`() {
    #expect(search(3300) == ([1000, 2000, 4000, 3000, 3500, 3250, 3375], 3250))
    #expect(search(1000) == ([1000, 2000, 1500, 1250, 1125, 1062.5], 1000))
    #expect(search(1999, halvings: 0) == ([1000, 2000], 1000))
  }

  @Test(arguments: [1000.0, 1234, 5678, 31_000, 500_000])
  func `what is found holds, and what is a sixteenth of the gap above does not`(capacity: Double) {
    let highest = search(capacity).highest
    #expect(highest <= capacity)
    var low = 1000.0
    while 2 * low <= capacity { low *= 2 }
    #expect(highest + low / 16 > capacity)
  }

  @Test func `a server that holds everything is not asked for ever`() {
    let (tried, highest) = search(.infinity)
    #expect(tried.count == 10 + 4)
    #expect(highest < 1.024e6)
  }

  @Test func `what a trial throws ends the search`() {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try RateSearch.highestRate(from: 1, upTo: 10, halvings: 1) { _ in throw Failure() }
    }
  }

  @Test func `the P99 is that of the highest rate, or of the first where none held`() {
    let trials: [RateSearch.Trial] = [
      .init(rate: 1000, p99: 0.001, isHeld: true), .init(rate: 2000, p99: 0.004, isHeld: true),
      .init(rate: 4000, p99: 0.9, isHeld: false),
    ]
    #expect(RateSearch(trials: trials, highest: 2000).p99 == 0.004)
    #expect(RateSearch(trials: [.init(rate: 1000, p99: 0.7, isHeld: false)], highest: 0).p99 == 0.7)
  }

  @Test func `a limit that no server meets leaves no rate`() async throws {
    try await withRedisServer { server in
      let eventLoad = EventLoad(
        seed: 3, events: 0..<100, mix: .default, layout: .keys, throughput: 500, pacedSeconds: 1)
      let search = try RateSearch.run(eventLoad, on: server, limit: 0, phases: .untold)
      #expect(search.highest == 0)
      #expect(search.trials.map(\.rate) == [500])
    }
  }
}
