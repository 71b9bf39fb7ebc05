import Synchronization

/// Notes who was in it, and how many at once.
package final class Occupancy: Sendable {
  private struct State {
    var inside = 0
    var most = 0
    var guests: [Int] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// The most that were inside at once.
  package var most: Int { state.withLock { $0.most } }
  /// All who came in, in order.
  package var guests: [Int] { state.withLock { $0.guests } }

  package func enter(_ guest: Int) {
    state.withLock {
      $0.inside += 1
      $0.most = max($0.most, $0.inside)
      $0.guests.append(guest)
    }
  }

  package func leave() {
    state.withLock { $0.inside -= 1 }
  }
}
