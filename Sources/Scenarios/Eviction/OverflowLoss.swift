package import Workload

/// What an overflow cost: what was acknowledged, and what is left of it.
package struct OverflowLoss: Sendable, Equatable {
  /// Events that were acknowledged and are not there.
  package var lost: Int
  /// Events that are missing without an eviction; below 0 for evictions without a missing event.
  package var unaccounted: Int
  /// The share of the loss that is in the older half of the events; 0 if nothing was lost.
  package var olderShare: Double

  /// - Parameter evictedKeys: as the server counts them.
  package init(acknowledged: Int, survivors: Survivors, evictedKeys: Int) {
    lost = acknowledged - survivors.present
    unaccounted = lost - evictedKeys
    let halves = survivors.survival.survivedShares(parts: 2).map { 1 - $0 }
    olderShare = halves[0] / max(halves[0] + halves[1], .leastNonzeroMagnitude)
  }

  /// Whether it was the oldest that went. Not so of a buffer that was filled within seconds, for the server knows
  /// ages by the second.
  package var followedAge: Bool { olderShare > 0.9 }
}
