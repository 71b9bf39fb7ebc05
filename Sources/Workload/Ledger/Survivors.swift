/// What a server holds of the events that were sent. One byte for each event.
package struct Survivors: Sendable, Equatable {
  package enum State: UInt8, Sendable {
    /// Not there.
    case missing
    /// There, byte for byte.
    case intact
    /// There, but not as it was sent.
    case damaged
  }

  /// The events that were looked for.
  package let events: Range<Int>
  private var states: [State]
  /// What is there and is none of these events.
  package var foreign = 0
  /// Events that stand behind a later one of the same writer, where the layout has an order.
  package private(set) var outOfOrder = 0
  /// Events that are there more than once.
  package private(set) var duplicated = 0
  /// Entries that were noted in the order of the layout, whatever they were.
  package private(set) var entries = 0
  /// The newest event of each writer that was met so far, where the layout has an order.
  private var newest: [Int]

  /// All are missing until they are noted.
  ///
  /// - Parameter writers: how many wrote them, each every so many-th event.
  package init(of events: Range<Int>, writers: Int = 1) {
    self.events = events
    states = Array(repeating: .missing, count: events.count)
    newest = Array(repeating: .min, count: writers)
  }

  /// Notes an event that is there.
  package mutating func note(_ event: Int, _ state: State) {
    guard events.contains(event) else {
      foreign += 1
      return
    }
    states[event - events.lowerBound] = state
  }

  /// Notes an event that is there, in the order of the layout. What is none of the events has no place in the order.
  package mutating func noteNext(_ event: Int, _ state: State) {
    entries += 1
    guard events.contains(event) else {
      foreign += 1
      return
    }
    guard self[event] == .missing else {
      duplicated += 1
      return
    }
    let writer = event % newest.count
    if event < newest[writer] { outOfOrder += 1 }
    newest[writer] = max(newest[writer], event)
    note(event, state)
  }

  /// The next event that is noted stands in another stream or list than the last: their order means nothing.
  package mutating func beginOrder() {
    for writer in newest.indices { newest[writer] = .min }
  }

  package subscript(event: Int) -> State {
    events.contains(event) ? states[event - events.lowerBound] : .missing
  }

  // MARK: Counts

  package var intact: Int { count(.intact) }
  package var damaged: Int { count(.damaged) }
  package var missing: Int { count(.missing) }
  /// Events that were there and compared.
  package var present: Int { states.count - missing }

  /// The share of all expected events that was intact; of none it is none.
  package var intactShare: Double {
    states.isEmpty ? 0 : Double(intact) / Double(states.count)
  }

  /// The first events that were missing or differed, at most ten.
  package var firstDefects: [Int] {
    states.indices.lazy.filter { states[$0] != .intact }.prefix(10).map { $0 + events.lowerBound }
  }

  private func count(_ state: State) -> Int {
    states.reduce(0) { $1 == state ? $0 + 1 : $0 }
  }
}
