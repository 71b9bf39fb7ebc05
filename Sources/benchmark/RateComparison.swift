import Host
import RedisFixture
import Statistics
import Workload

/// As many requests as the server answers, each connection asking again when it was answered.
struct RateComparison {
  /// What one of the two reached.
  struct Outcome {
    var answers: Int
    /// Answers per second.
    var rate: Double
    /// Seconds of processor time for each million of requests.
    var cpu: Double
    /// From the sending to the answer, in microseconds.
    var p50: Double
    var p99: Double
    /// What the connection that was served least got, as a share of the mean: of ours alone.
    var leastServedShare = Double.nan
    /// Seconds of processor time of the server's main thread for each million of requests.
    var serverCPU = Double.nan
    /// The share of its time that the server spent ready to run, while others had the processors.
    var serverWaiting = Double.nan
  }

  typealias Pair = (ours: Outcome, theirs: Outcome)

  /// How long each turn lasts.
  private static let seconds = 0.75

  let operation: Workload.Operation
  let connections: Int

  /// Measures two pairs on one server, the second in the opposite order: what drifts steadily cancels out.
  func measure(_ round: Int) async throws -> [Pair] {
    try await TrafficComparison.withFilledServer { server in
      // Warms the server up, and tells how many requests take how long.
      let rate = try run(server, seconds: 0.2).rate
      var pairs: [Pair] = []
      for turn in [round, round + 1] {
        pairs.append(
          try await inTurn(
            turn,
            { try watch(server) { try measureOurs(server, seconds: Self.seconds) } },
            { try watch(server) { try measureTheirs(server, requests: Int(rate * Self.seconds)) } }))
      }
      return pairs
    }
  }

  private func watch(_ server: RedisServer, _ body: () throws -> Outcome) throws -> Outcome {
    let watch = try ProcessorShortage.Watch(server.processId)
    let before = try server.mainThreadTime().running
    var outcome = try body()
    let busy = try server.mainThreadTime().running - before
    outcome.serverCPU = busy / Double(outcome.answers) * 1e6
    outcome.serverWaiting = try watch.end().share
    return outcome
  }

  private func measureOurs(_ server: RedisServer, seconds: Double) throws -> Outcome {
    let before = cpuSecondsOfThisThread()
    let history = try run(server, seconds: seconds)
    // The generator is this one thread. Connecting is counted, as it is for a process of its own.
    let cpu = cpuSecondsOfThisThread() - before
    // The last answer on each connection came after the time was over.
    let inTime = history.answeredCount - connections
    return Outcome(
      answers: history.answeredCount, rate: Double(inTime) / history.seconds,
      cpu: cpu / Double(history.answeredCount) * 1e6, p50: history.service.percentile(0.5) * 1e6,
      p99: history.service.percentile(0.99) * 1e6,
      leastServedShare: history.leastServedShare)
  }

  private func run(_ server: RedisServer, seconds: Double) throws -> TrafficHistory {
    try TrafficComparison.run(operation, on: server, connections: connections, .answered(seconds: seconds))
  }

  private func measureTheirs(_ server: RedisServer, requests: Int) throws -> Outcome {
    let (found, cpuSeconds) = try RedisBenchmark.run(
      operation, on: server, connections: connections, requests: requests, keys: TrafficComparison.keys,
      valueSize: TrafficComparison.meanSize)
    return Outcome(
      answers: requests, rate: found.rate, cpu: cpuSeconds / Double(requests) * 1e6, p50: found.p50 * 1e6,
      p99: found.p99 * 1e6)
  }

  /// Adds a pair to the figures of these connections.
  func record(_ pair: Pair, in figures: inout Figures) {
    let (ours, theirs) = pair
    let subject = "\(operation.rawValue), \(connections) connection\(connections == 1 ? "" : "s")"
    let isJudged = connections == 50
    func record(_ name: String, _ unit: Figure.Unit, _ value: KeyPath<Outcome, Double>, wanted: Figure.Wanted? = nil) {
      figures.record(
        "\(subject): \(name)", unit, ours: ours[keyPath: value], theirs: theirs[keyPath: value], wanted: wanted)
    }
    record("answers", .perSecond, \.rate, wanted: isJudged ? .ratio(atLeast: 1) : nil)
    record("CPU seconds per million", .cpuPerMillion, \.cpu, wanted: isJudged ? .ratio(atMost: 1.2) : nil)
    // That they differ in what they make the server do shows here.
    if isJudged { record("server's CPU seconds per million", .cpuPerMillion, \.serverCPU) }
    if connections == 1 {
      record("service P50", .microseconds, \.p50)
      record("service P99", .microseconds, \.p99)
    }
    if connections == 1000 {
      figures.record(
        "\(subject): slowest client ÷ mean", .share, ours: ours.leastServedShare, wanted: .ours(atLeast: 0.5))
    }
  }
}
