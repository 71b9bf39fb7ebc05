/// How much noise of the host is tolerated beside a limit, before a value outside that limit is blamed on the host.
package enum NoisePolicy {
  /// The share of a limit that noise may reach.
  package static let toleratedShare = 0.2
  /// How often a response waits for a processor: the client when the request is due, the server, and the client for the
  /// answer. Each wait may be late.
  package static let wakeUpsPerResponse = 3.0

  /// The most noise that is tolerated, in the unit of the limit.
  package static func tolerated(_ limit: Double) -> Double { limit * toleratedShare }

  /// Whether so much noise is tolerated. Noise that was not measured (NaN) is not.
  package static func tolerates(_ noise: Double, limit: Double) -> Bool { noise <= tolerated(limit) }

  /// Below what two response times are not distinguished: the noise that is tolerated, or what this host's delay can
  /// make of one response. In the unit of the limit.
  ///
  /// - Parameter jitter: the host's scheduling and write delay, in the unit of the limit; NaN if unknown.
  package static func resolution(limit: Double, jitter: Double) -> Double {
    max(tolerated(limit), wakeUpsPerResponse * jitter)
  }

  /// Which percentile of the host's delay explains that percentile of the response times: where a hundredth of the
  /// responses are late, each may have been late for one of its waits.
  ///
  /// - Parameter share: from 0 to 1.
  package static func explainingShare(of share: Double) -> Double { 1 - (1 - share) / wakeUpsPerResponse }
}
