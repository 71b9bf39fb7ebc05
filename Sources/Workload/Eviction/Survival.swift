/// Which events survived an eviction, by age.
package struct Survival: Sendable, Equatable {
  /// Whether each event is still there, the oldest first.
  private let isPresent: [Bool]

  /// - Parameter isPresent: whether each event is still there, the oldest first.
  package init(_ isPresent: [Bool]) {
    self.isPresent = isPresent
  }

  package var count: Int { isPresent.count }
  package var evicted: Int { isPresent.count { !$0 } }

  /// The share of the youngest events that was evicted, from 0 to 1; of none it is none.
  ///
  /// - Parameter share: which are the youngest, such as 0.1 for the youngest decile: to the nearest whole event.
  package func evictedShare(ofYoungest share: Double) -> Double {
    let youngest = isPresent.suffix(Int((Double(isPresent.count) * share).rounded()))
    return youngest.isEmpty ? 0 : Double(youngest.count { !$0 }) / Double(youngest.count)
  }

  /// The share that survived of each of so many parts of equal size, the oldest part first.
  package func survivedShares(parts: Int) -> [Double] {
    (0..<parts).map { part in
      let range = isPresent.count * part / parts..<isPresent.count * (part + 1) / parts
      return range.isEmpty ? 0 : Double(isPresent[range].count { $0 }) / Double(range.count)
    }
  }

  /// How far the eviction was from exact LRU, which evicts the oldest and only those: 0 is exact. Where half of them
  /// went, 0.5 takes no notice of age and 1 evicts the youngest; where another share p went, no notice of age is
  /// 2p(1 − p). Where none or all went there was nothing to choose, and no error.
  ///
  /// Each event on the wrong side counts by its distance from the border between both sides, as in Redis's own
  /// utils/lru/test-lru.rb, and the sum is set in proportion to what it would be with every event on the wrong side.
  ///
  /// - Parameter among: how many of the oldest events were there when the eviction began. They are judged.
  package func weightedError(among: Int) -> Double {
    let judged = isPresent.prefix(among)
    let border = judged.count { !$0 }
    guard border > 0, border < judged.count else { return 0 }
    var sum = 0.0
    var most = 0.0
    for (age, isPresent) in judged.enumerated() {
      let shouldBePresent = age >= border
      let side = shouldBePresent ? judged.count - border : border
      let weight = Double(abs(age - border)) / Double(side)
      most += weight
      if isPresent != shouldBePresent { sum += weight }
    }
    return most > 0 ? sum / most : 0
  }
}

extension Survivors {
  /// Which events are there, the oldest first: the older event has the lower index.
  package var survival: Survival {
    Survival(events.map { self[$0] != .missing })
  }
}
