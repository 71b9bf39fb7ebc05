/// How much noise of the host is tolerated beside a limit, before a value outside that limit is blamed on the host.
package enum NoisePolicy {
  /// The share of a limit that noise may reach.
  package static let toleratedShare = 0.2
  /// How often a response waits for a processor: the client when the request is due, the server, and the client for the
  /// answer. Each wait may be late.
  package static let wakeUpsPerResponse = 3.0

  /// The most noise that is tolerated, in the unit of the limit.
  package static func tolerated(_ limit: Double) -> Double { limit * toleratedShare }

  /// The most noise that is tolerated beside a time outside its limit, in the unit of both: more of it may be why.
  ///
  /// The delays of a response's waits may have brought it over the limit; and behind delays that are a fifth of it
  /// requests may have piled up. No noise is why something never came to an end (infinity, or NaN).
  package static func tolerated(beside time: Double, limit: Double) -> Double {
    guard time.isFinite else { return .infinity }
    return max(tolerated(limit), min((time - limit) / wakeUpsPerResponse, tolerated(time)))
  }

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

  /// Which percentile of all times is as late as that of a part of them, where only in this part something is late: a
  /// hundredth of a third is a three-hundredth of all.
  ///
  /// - Parameters:
  ///   - share: which percentile of the part, from 0 to 1.
  ///   - part: what part of all times it is, from 0 to 1.
  package static func share(_ share: Double, ofPart part: Double) -> Double { 1 - (1 - share) * part }
}
