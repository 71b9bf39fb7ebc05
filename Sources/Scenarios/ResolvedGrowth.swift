import Host

/// How a response time compares with an earlier one, on a host that does not resolve short times.
package struct ResolvedGrowth: Sendable, Equatable {
  /// In seconds.
  package var earlier: Double
  package var later: Double
  /// Times below it are not distinguished, in seconds.
  package var resolution: Double

  /// - Parameters:
  ///   - limit: of the response times, in seconds.
  ///   - jitter: the scheduling and write delay of this host, in seconds.
  package init(from earlier: Double, to later: Double, limit: Double, jitter: Double) {
    self.earlier = earlier
    self.later = later
    resolution = NoisePolicy.resolution(limit: limit, jitter: jitter)
  }

  /// - Parameters:
  ///   - resolution: below what the times are of no matter, in seconds.
  ///   - jitter: the scheduling and write delay of this host, in seconds.
  package init(from earlier: Double, to later: Double, resolution: Double, jitter: Double) {
    self.earlier = earlier
    self.later = later
    self.resolution = max(resolution, NoisePolicy.wakeUpsPerResponse * jitter)
  }

  /// How long the later time may be for the ratio to be within a limit, in seconds.
  package func longest(within limit: Double) -> Double { limit * max(earlier, resolution) }

  /// The later time over the earlier: 1 if both are below the resolution.
  package var ratio: Double { max(later, resolution) / max(earlier, resolution) }
}
