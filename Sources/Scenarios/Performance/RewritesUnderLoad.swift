package import RedisFixture
package import Statistics
package import Workload

/// Rewrites of a full buffer's append-only file, one after the other, with clients beside them.
package struct RewritesUnderLoad: Sendable {
  private static let connections = 10

  /// Whether the buffer held every event before the first rewrite.
  package let wasFull: Bool
  package let traffic: TimedTraffic
  /// When each rewrite that ended well went on, in seconds since the traffic began.
  package let spans: [ClosedRange<Double>]
  /// How each rewrite ended that did not end well.
  package let failures: [String]

  /// Fills the buffer, and rewrites while writes and reads are offered in turn.
  ///
  /// - Parameter seconds: for at least how long; the last rewrite that was begun is waited for.
  /// - Throws: `LoadError`, `FixtureError`; what keeps clients from connecting.
  package init(_ eventLoad: EventLoad, on server: RedisServer, seconds: Double, phases: Phases) throws {
    let load = try eventLoad.load(into: server, phases: phases)
    wasFull = load.acknowledged == eventLoad.events.count
    // The server's own rewrite, which the growth of the file set off.
    try server.connect().waitForGoodRewrite(within: .seconds(600))
    // A tenth of the keys of a buffer that has one for each event.
    let touched = max(100, eventLoad.events.count / 10)
    let model = eventLoad.layout.model(of: eventLoad.firehose, registers: touched)
    try model.prepare(server)
    model.adopt(eventLoad.layout == .keys ? touched : eventLoad.events.count)
    let rewrites = Rewrites(of: server, seconds: seconds)
    // A rewrite that takes longer than this ends the run.
    let schedule = Schedule(rate: eventLoad.throughput, seconds: 600)
    let pattern = eventLoad.layout == .keys ? model.operations.writesAndReads : model.operations
    let source = model.source(pattern, seed: eventLoad.seed, endless: true)
    traffic = try rewrites.repeat { haveEnded in
      try .run(
        [ClientGroup(connections: Self.connections, pace: .due(schedule), source: source)], of: model,
        against: server, phase: "\(Int(eventLoad.throughput))/s during rewrites", phases: phases, keepsTimings: true,
        until: haveEnded)
    }
    spans = rewrites.spans(since: traffic.history.epoch)
    failures = rewrites.failures
  }

  /// The response times of the requests that were due during a rewrite.
  package var responses: LatencyHistogram { traffic.history.responses(dueIn: spans) }

  /// How long rewrites went on, in seconds.
  package var seconds: Double { spans.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }
}

extension TrafficHistory {
  /// The response times of the requests that were due in one of the spans, of a run that kept each request's time.
  ///
  /// - Parameter spans: in seconds since the run began.
  package func responses(dueIn spans: [ClosedRange<Double>]) -> LatencyHistogram {
    var responses = LatencyHistogram()
    for timing in timings where spans.contains(where: { $0.contains(Double(timing.due) / 1e6) }) {
      responses.record(microseconds: Int(timing.response))
    }
    return responses
  }
}
