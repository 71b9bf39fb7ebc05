package import Workload

/// What several crashes cost.
package struct Losses: Sendable, Equatable {
  /// One for each crash.
  package var each: [Loss]

  package init(_ each: [Loss]) {
    self.each = each
  }

  package var count: Int { each.count }
  package var acknowledged: Int { sum(\.acknowledged) }
  package var lost: Int { sum(\.lost) }
  package var phantom: Int { sum(\.phantom) }
  package var holes: Int { sum(\.holes) }
  /// Events that are not as they were sent, not in their order, or there twice.
  package var damaged: Int { sum(\.damaged) + sum(\.reordered) }
  /// Writes that were answered with an error, by its first word.
  package var refused: [String: Int] { each.reduce(into: [:]) { $0.merge($1.refused, uniquingKeysWith: +) } }
  /// The longest loss window, in seconds; 0 if nothing was lost.
  package var longestWindow: Double { each.map(\.window).max() ?? 0 }
  /// Crashes that lost an acknowledged write.
  package var withLoss: Int { each.count { $0.lost > 0 } }
  /// Whether a crash cut off an answer: else it did not come under load.
  package var leftUnanswered: Bool { each.contains { $0.unanswered > 0 } }

  private func sum(_ count: KeyPath<Loss, Int>) -> Int { each.reduce(0) { $0 + $1[keyPath: count] } }
}
