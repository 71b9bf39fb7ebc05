import RedisFixture
import Workload

/// The load generator beside redis-benchmark with one thread: the same keys, values of the same mean size, TCP on the
/// loopback interface, each pair on a fresh server that holds every key.
///
/// Each does what it does: the generator makes the events that it sets and verifies those that it gets, and walks
/// through the keys that it sets; redis-benchmark sends one value and picks its keys at random.
struct TrafficComparison {
  static let firehose = Firehose(seed: 1, mix: .default)
  /// Keys; each holds an event.
  static let keys = 100_000

  let rounds: Int

  func run() async throws -> Figures {
    forgetPeakResidentMegabytes()
    var figures = Figures()
    var pairs: [(ours: RateComparison.Outcome, theirs: RateComparison.Outcome)] = []
    for round in 1...rounds {
      for connections in [1, 50, 1000] {
        for operation in [Workload.Operation.set, .get] {
          report("traffic: round \(round) of \(rounds), \(operation.rawValue), connections: \(connections)")
          let comparison = RateComparison(operation: operation, connections: connections)
          let pair = try await comparison.measure(round)
          comparison.record(pair.ours, pair.theirs, in: &figures)
          pairs.append(pair)
        }
      }
      report("traffic: round \(round) of \(rounds), latency at a fixed rate")
      try await LatencyComparison().measure(round, &figures)
      figures.record("histogram, one record", .nanoseconds, ours: nanosecondsOfRecording(), wanted: .ours(atMost: 20))
    }
    for pair in pairs {
      figures.record(
        "server ready, but without a processor", .share, ours: pair.ours.serverWaiting,
        theirs: pair.theirs.serverWaiting)
    }
    figures.record("our peak resident memory", .megabytes, ours: peakResidentMegabytes(), wanted: .ours(atMost: 100))
    return figures
  }

  /// Runs the body with a server that holds an event under each key and has no rewrite under way.
  static func withFilledServer<Result>(
    _ body: (RedisServer, EventTraffic.Shared) async throws -> Result
  ) async throws -> Result {
    try await withRedisServer(try referenceConfiguration(.tcp)) { server in
      let shared = EventTraffic.Shared(registers: keys)
      try shared.fill(keys, of: firehose, into: server)
      // The next one comes when the file has doubled: not within a pair.
      try server.rewrite()
      return try await body(server, shared)
    }
  }

  /// The mean size of the events under the keys, in bytes.
  static let meanSize = (0..<keys).reduce(0) { $0 + firehose.byteCount(ofEventAt: $1) } / keys

  /// What a group of clients saw, all of it right.
  ///
  /// - Throws: `FixtureError.unexpected` where something was not.
  static func run(
    _ pattern: [Workload.Operation], over shared: EventTraffic.Shared, on server: RedisServer, connections: Int,
    _ pace: ClientGroup.Pace
  ) throws -> TrafficHistory {
    let source = EventTraffic(pattern, of: firehose, over: shared, seed: 1)
    let group = ClientGroup(connections: connections, pace: pace, source: source)
    let history = try LoadGenerator(server).run([group])[0]
    guard history.failures.isEmpty else {
      throw FixtureError.unexpected(command: "the traffic", reply: history.failures.joined(separator: ", "))
    }
    return history
  }
}
