import Firehose
import RedisFixture
import Workload

/// The load generator beside redis-benchmark with one thread: the same keys, values of the same mean size, TCP on the
/// loopback interface, on a fresh server that holds every key.
///
/// Both pick their keys at random. The generator makes every event that it sets and verifies every one that it gets;
/// redis-benchmark sends one value all the time and looks at none.
struct TrafficComparison {
  static let firehose = Firehose(seed: 1, mix: .default)
  /// Keys; each holds an event.
  static let keys = 100_000

  static let notes = """

    *  theirs: redis-benchmark knows no rate; its closed loop on one connection, as fast as the server answers. That
       never lets the server fall asleep, and waits with it where the machine is busy: on a quiet one it shows that
       both measure the same order of time, on a busy one nothing.
    ** extrapolated: the peak, and 3600 windows as those at 20,000/s, twice, since arrays and texts grow by doubling.

    """

  let rounds: Int

  func run() async throws -> Figures {
    forgetPeakResidentMegabytes()
    var figures = Figures()
    var pairs: [RateComparison.Pair] = []
    var windows: [Double] = []
    for round in 1...rounds {
      for connections in [1, 50, 1000] {
        for operation in [Workload.Operation.set, .get] {
          report("traffic: round \(round) of \(rounds), \(operation.rawValue), connections: \(connections)")
          let comparison = RateComparison(operation: operation, connections: connections)
          let measured = try await comparison.measure(round)
          for pair in measured { comparison.record(pair, in: &figures) }
          pairs += measured
        }
      }
      report("traffic: round \(round) of \(rounds), latency at a fixed rate")
      windows.append(try await LatencyComparison().measure(round, &figures))
      figures.record("histogram, one record", .nanoseconds, ours: nanosecondsOfRecording(), wanted: .ours(atMost: 20))
    }
    for pair in pairs {
      figures.record(
        "server ready, but without a processor", .share, ours: pair.ours.serverWaiting,
        theirs: pair.theirs.serverWaiting)
    }
    let peak = peakResidentMegabytes()
    figures.record("our peak resident memory", .megabytes, ours: peak)
    for window in windows {
      figures.record("and in a run of an hour **", .megabytes, ours: peak + window, wanted: .ours(atMost: 100))
    }
    return figures
  }

  /// Runs the body with a server that holds an event under each key.
  ///
  /// It rewrites its append-only file no more: a rewrite would fall on one of the two and not on the other.
  static func withFilledServer<Result>(
    _ body: (RedisServer) async throws -> Result
  ) async throws -> Result {
    let configuration = try referenceConfiguration(.tcp).setting("auto-aof-rewrite-percentage", "0")
    return try await withRedisServer(configuration) { server in
      let load = try BulkLoader(firehose: firehose, layout: .keys).load(0..<keys, into: server)
      guard load.acknowledged == keys else {
        throw FixtureError.unexpected(command: "the load", reply: "\(load.errors)")
      }
      return try await body(server)
    }
  }

  /// The mean size of the events under the keys, in bytes.
  static let meanSize = (0..<keys).reduce(0) { $0 + firehose.byteCount(ofEventAt: $1) } / keys

  /// What a group of clients saw, all of it right.
  ///
  /// - Throws: `FixtureError.unexpected` if something was not.
  static func run(
    _ operation: Workload.Operation, on server: RedisServer, connections: Int, _ pace: ClientGroup.Pace
  ) throws -> TrafficHistory {
    let source = UniformTraffic(operation, of: firehose, keys: keys, seed: 1)
    let group = ClientGroup(connections: connections, pace: pace, source: source)
    var generator = LoadGenerator(server)
    // redis-benchmark waits for any answer; a busy machine may stall the server for seconds.
    (generator.grace, generator.patience) = (30, 30)
    let history = try generator.run([group])[0]
    guard history.failures.isEmpty else {
      throw FixtureError.unexpected(command: "the traffic", reply: history.failures.joined(separator: ", "))
    }
    return history
  }
}
