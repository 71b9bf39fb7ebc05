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

  /// Runs the clients against the server, and watches the host beside them. What the traffic has left is read and judged
  /// when it is over: its flaws are those of the first group.
  ///
  /// - Throws: what keeps the clients from connecting.
  package static func run(
    _ groups: [ClientGroup], of model: any TrafficModel, against server: any RedisTarget, phase: String, phases: Phases,
    keepsTimings: Bool = false,
    until isOver: () -> Bool = { false }, beforeAudit: () throws -> Void = {}
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
    var (histories, jitter) = try HostJitter.watch(server.processId, companions: server.companions) {
      try generator.run(groups, until: isOver) { answered in
        progress(requests > 0 ? answered : Int((ContinuousClock.now - began) / .seconds(1)))
      }
    }
    try beforeAudit()
    for (flaw, count) in try model.audit(server) { histories[0].leftovers[flaw, default: 0] += count }
    return TimedTraffic(histories: histories, jitter: jitter)
  }

  /// The delay of this host that could be why that time is outside its limit, in seconds.
  package func noise(beside miss: Miss) -> Double {
    miss.explainingShare.map(noise) ?? jitter.mean
  }

  /// The time that decides whether this host may be the reason for all of them: the first for which it cannot be, and if
  /// it can for each, the first. `nil` if there is none.
  package func decisive(of misses: [Miss]) -> Miss? {
    misses.first { noise(beside: $0) <= $0.toleratedNoise } ?? misses.first
  }

  /// How late this host let anybody do anything: another thread, the server or the generator, whichever was later, in
  /// seconds.
  package func noise(_ share: Double) -> Double {
    if jitter.isOfUnit { return 0 }
    let lateness = histories.map { $0.lateness.percentile(share) }.filter { !$0.isNaN }
    return lateness.reduce(jitter.percentile(share), max)
  }
}

extension EventLoad {
  /// The traffic of a buffer in the load's layout, with its first events there.
  ///
  /// - Parameters:
  ///   - registers: how many keys it has, where each event has one.
  ///   - events: how many are there at the beginning.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`; `FixtureError.unexpected` where the server does not
  ///   take them all.
  func trafficModel(on server: any RedisTarget, registers: Int, holding events: Int) throws -> any TrafficModel {
    let model = layout.model(of: firehose, registers: registers)
    try model.prepare(server)
    let history = try loader.append(0..<events, to: server)
    guard history.acknowledged == events else {
      throw FixtureError.unexpected(command: "the first writes", reply: "\(history.errors)")
    }
    model.adopt(events)
    return model
  }
}
