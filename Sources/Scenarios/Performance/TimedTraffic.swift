package import Host
package import RedisFixture
import Statistics
package import Workload

/// What clients saw of the server, and what this host did to them meanwhile.
package struct TimedTraffic: Sendable {
  /// One for each group of clients.
  package var histories: [TrafficHistory]
  package var jitter: HostJitter

  package init(histories: [TrafficHistory], jitter: HostJitter) {
    self.histories = histories
    self.jitter = jitter
  }

  /// The history of the first group.
  package var history: TrafficHistory { histories[0] }

  /// Runs the clients against the server, and watches the host beside them.
  ///
  /// - Parameter grace: how long after the last request the answers are waited for, in seconds; `nil` for a quarter of a
  ///   second if requests are due, else for a second.
  /// - Throws: what keeps the clients from connecting.
  package static func run(
    _ groups: [ClientGroup], against server: any RedisTarget, phase: String, phases: Phases, keepsTimings: Bool = false,
    grace: Double? = nil, until isOver: () -> Bool = { false }
  ) throws -> TimedTraffic {
    // Of clients that ask as soon as they were answered only the time is known.
    let requests = groups.reduce(0) { $0 + ($1.pace.requests ?? 0) }
    let seconds = Int(groups.map(\.pace.seconds).max() ?? 0)
    let progress =
      requests > 0
      ? phases(phase, total: requests, unit: "requests") : phases(phase, total: seconds, unit: "seconds")
    let began = ContinuousClock.now
    var generator = LoadGenerator(server)
    generator.keepsTimings = keepsTimings
    // Where requests are due, a server that cannot keep up must not catch up behind the end.
    generator.grace = grace ?? (requests > 0 ? 0.25 : 1)
    let (histories, jitter) = try HostJitter.watch(server.processId) {
      try generator.run(groups, until: isOver) { answered in
        progress(requests > 0 ? answered : Int((ContinuousClock.now - began) / .seconds(1)))
      }
    }
    return TimedTraffic(histories: histories, jitter: jitter)
  }

  /// How late this host let anybody do anything: another thread, the server or the generator, whichever was later, in
  /// seconds.
  package func noise(_ share: Double) -> Double {
    let lateness = histories.map { $0.lateness.percentile(share) }.filter { !$0.isNaN }
    return lateness.reduce(jitter.percentile(share), max)
  }
}
