/// A time outside its limit, of which somebody has to be the reason.
package struct Miss: Sendable, Equatable {
  /// In seconds, as is the limit.
  package var time: Double
  package var limit: Double
  /// Which percentile of several times it is, from 0 to 1; `nil` for their mean.
  package var share: Double?
  /// What part of the times in which the host was watched those several are, from 0 to 1.
  package var part: Double

  package init(_ time: Double, limit: Double, share: Double?, part: Double = 1) {
    (self.time, self.limit, self.share, self.part) = (time, limit, share, part)
  }

  /// Which percentile of the host's delay, in all the time in which it was watched, may be why; `nil` for its mean.
  package var explainingShare: Double? {
    share.map { NoisePolicy.explainingShare(of: NoisePolicy.share($0, ofPart: part)) }
  }

  /// The most delay of the host, at that percentile, that cannot be why, in seconds.
  package var toleratedNoise: Double { NoisePolicy.tolerated(beside: time, limit: limit) }
}
