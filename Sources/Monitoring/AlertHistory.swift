/// What became of each alert, and what of it arrived, in the order in which it was seen.
package struct AlertHistory: Sendable, Equatable {
  /// One alert: a rule that holds for one set of labels.
  package struct Alert: Sendable, Hashable, Comparable {
    package var labels: [String: String]

    package init(labels: [String: String]) { self.labels = labels }

    package var name: String { labels["alertname"] ?? "" }

    package static func < (one: Alert, other: Alert) -> Bool { one.key < other.key }
    private var key: String { "\(name) \(labels.sorted { $0.key < $1.key })" }
  }

  package enum State: String, Sendable, Comparable {
    case inactive, pending, firing

    package static func < (one: State, other: State) -> Bool { one.rank < other.rank }
    private var rank: Int { self == .inactive ? 0 : self == .pending ? 1 : 2 }
  }

  package struct Change: Sendable, Equatable {
    /// Since the history began: when it was seen.
    package var seconds: Double
    /// When it was not seen yet: it came between the two.
    package var after: Double
    package var alert: Alert
    package var state: State

    package init(_ seconds: Double, _ alert: Alert, _ state: State, after: Double? = nil) {
      (self.seconds, self.after, self.alert, self.state) = (seconds, after ?? seconds, alert, state)
    }
  }

  package struct Delivery: Sendable, Equatable {
    /// Since the history began.
    package var seconds: Double
    package var alert: Alert
    package var receiver: String
    package var isResolved: Bool

    package init(_ seconds: Double, _ alert: Alert, receiver: String = "on-call", isResolved: Bool = false) {
      (self.seconds, self.alert, self.receiver, self.isResolved) = (seconds, alert, receiver, isResolved)
    }
  }

  package var changes: [Change] = []
  /// When it was looked last.
  private var lastLook = 0.0
  package var deliveries: [Delivery] = []

  package init(changes: [Change] = [], deliveries: [Delivery] = []) {
    (self.changes, self.deliveries) = (changes, deliveries)
  }

  /// What is said of each alert at that moment; those that are inactive are left out.
  package func states(at seconds: Double = .infinity) -> [Alert: State] {
    var states: [Alert: State] = [:]
    for change in changes where change.seconds <= seconds { states[change.alert] = change.state }
    return states.filter { $0.value != .inactive }
  }

  /// The names of the alerts that fire at that moment.
  package func firing(at seconds: Double = .infinity) -> Set<String> {
    Set(states(at: seconds).filter { $0.value == .firing }.keys.map(\.name))
  }

  /// Notes what is said now of all alerts that are pending or fire.
  package mutating func note(_ states: [Alert: State], at seconds: Double) {
    let before = self.states()
    for alert in Set(before.keys).union(states.keys).sorted() {
      let state = states[alert] ?? .inactive
      if state != before[alert] ?? .inactive { changes.append(Change(seconds, alert, state, after: lastLook)) }
    }
    lastLook = seconds
  }
}
