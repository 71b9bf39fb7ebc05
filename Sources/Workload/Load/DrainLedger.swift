/// What a batch writer committed, event by event, for judgement afterwards. One byte per event.
package struct DrainLedger: Sendable, Equatable {
  /// How often each event was committed; counting ends at 255.
  private var commits: [UInt8]
  private var newest = -1
  /// Events that were committed after a later one.
  package private(set) var outOfOrder = 0
  /// Commits of an event that differed from what was sent, or that was never sent.
  package private(set) var damaged = 0

  /// - Parameter events: how many were sent; their indices count from 0.
  package init(events: Int) {
    commits = Array(repeating: 0, count: events)
  }

  /// Notes that the writer committed an event.
  ///
  /// - Parameter index: which event it is; `nil` if it is not one that was sent, as it was sent.
  package mutating func commit(_ index: Int?) {
    guard let index, commits.indices.contains(index) else {
      damaged += 1
      return
    }
    if index < newest { outOfOrder += 1 }
    newest = max(newest, index)
    if commits[index] < .max { commits[index] += 1 }
  }

  /// Events that were committed at least once.
  package var drained: Int { commits.count { $0 > 0 } }
  /// Events that were never committed.
  package var lost: Int { commits.count { $0 == 0 } }
  /// Events that were committed more than once.
  package var duplicated: Int { commits.count { $0 > 1 } }
}
