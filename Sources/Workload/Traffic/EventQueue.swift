package import Firehose
package import RedisFixture

/// What was appended to a buffer that is a list, a stream or several, and what was taken out of it: which answers are
/// right.
///
/// Every answer is held against what had been acknowledged when its request was sent. What is under way on other
/// connections may have been done or not.
package final class EventQueue {
  /// An event that an answer brought.
  struct Delivery {
    var key: String
    /// Empty in a list, whose events have none.
    var id: String
    /// Which event it is, byte for byte; `nil` if it is none.
    var index: Int?
  }

  /// An entry of a stream that was read and is still to be acknowledged or deleted.
  struct Entry {
    var index: Int
    var key: String
    var id: String
  }

  private enum State: UInt8 {
    case sent, refused, acknowledged, taken, deleting, deleted
  }

  /// What had been acknowledged when a read was sent.
  private struct Floor {
    var appended: Int
    var taken: Int
  }

  static let group = "writer"

  package let firehose: Firehose
  package let layout: Layout
  let readCommand: [String]
  /// What became of each event, by its index.
  private var states: [State] = []
  /// How many had been taken before it, and it; 0 for an event that was not.
  private var turns: [UInt32] = []
  private var appended = 0
  private var taken = 0
  private var takingUnderWay = 0
  private var floors: [Floor] = []
  private var freeTickets: [Int] = []
  private var unacknowledged = ArraySlice<Entry>()
  private var undeleted = ArraySlice<Entry>()
  /// Events of a list that were looked at and not popped yet.
  private var looked = 0

  /// - Parameter layout: of keys nothing but appending is known.
  package init(_ layout: Layout, of firehose: Firehose) {
    self.firehose = firehose
    self.layout = layout
    let keys = layout.collectiveKeys
    readCommand = ["XREADGROUP", "GROUP", Self.group, "1", "COUNT", "1", "STREAMS"] + keys + keys.map { _ in ">" }
  }

  /// Makes the consumer groups, and the streams with them.
  ///
  /// - Throws: `FixtureError.refused`, `FixtureError.connectionLost`.
  package func prepare(_ server: any RedisTarget) throws {
    guard layout == .stream || layout == .streamPerCollection else { return }
    let connection = try server.connect()
    for key in layout.collectiveKeys {
      try connection.command("XGROUP", "CREATE", key, Self.group, "0", "MKSTREAM")
    }
  }

  /// Takes note that the next events are there: the load has written them.
  package func adopt(_ events: Int) {
    states += repeatElement(.acknowledged, count: events)
    turns += repeatElement(0, count: events)
    appended += events
  }

  // MARK: Appending

  /// Notes that the next event is sent.
  func append() -> Int {
    states.append(.sent)
    turns.append(0)
    return states.count - 1
  }

  func acknowledge(_ index: Int) {
    appended += 1
    // It may have been read already.
    if states[index] == .sent { states[index] = .acknowledged }
  }

  func refuse(_ index: Int) {
    states[index] = .refused
  }

  // MARK: Reading

  /// Notes that a request is sent that reads, or takes the next event out.
  ///
  /// - Returns: its ticket.
  func beginReading(taking: Bool) -> Int {
    if taking { takingUnderWay += 1 }
    let floor = Floor(appended: appended, taken: taken)
    guard let ticket = freeTickets.popLast() else {
      floors.append(floor)
      return floors.count - 1
    }
    floors[ticket] = floor
    return ticket
  }

  /// Notes that a request that reads was refused.
  func refuseReading(_ ticket: Int, taking: Bool) {
    if taking { takingUnderWay -= 1 }
    freeTickets.append(ticket)
  }

  /// Judges the events that a request took out.
  ///
  /// - Returns: what is wrong: `missing` where there was one for certain and none came.
  func endTaking(_ ticket: Int, _ deliveries: [Delivery]) -> String? {
    takingUnderWay -= 1
    let floor = floors[ticket]
    freeTickets.append(ticket)
    guard !deliveries.isEmpty else { return isCertain(floor) ? "missing" : nil }
    var flaw: String?
    for delivery in deliveries {
      taken += 1
      guard let index = delivery.index else {
        flaw = flaw ?? "damaged"
        continue
      }
      guard index < states.count else {
        flaw = flaw ?? "unwritten"
        continue
      }
      if turns[index] > 0 { flaw = flaw ?? "repeated" }
      turns[index] = UInt32(truncatingIfNeeded: taken)
      states[index] = .taken
      if layout != .list { unacknowledged.append(Entry(index: index, key: delivery.key, id: delivery.id)) }
    }
    return flaw
  }

  /// Judges a look at the first event of a list.
  ///
  /// - Parameter isThere: whether there was one.
  /// - Returns: what is wrong: `stale` where it had been taken out before the look.
  func endLooking(_ ticket: Int, isThere: Bool, _ index: Int?) -> String? {
    let floor = floors[ticket]
    freeTickets.append(ticket)
    guard isThere else { return isCertain(floor) ? "missing" : nil }
    guard let index else { return "damaged" }
    guard index < states.count else { return "unwritten" }
    looked += 1
    return turns[index] > 0 && turns[index] <= floor.taken ? "stale" : nil
  }

  /// Whether something that was acknowledged when the request was sent can be taken out by nobody else.
  private func isCertain(_ floor: Floor) -> Bool {
    floor.appended > taken + takingUnderWay * layout.collectiveKeys.count
  }

  /// Whether nothing is left that nobody has read or is about to read.
  var isReadOut: Bool { appended <= taken + takingUnderWay }

  // MARK: Deleting

  /// Whether there is an event in a list that somebody has looked at; it counts as popped then.
  func beginPop() -> Bool {
    guard looked > 0 else { return false }
    looked -= 1
    return true
  }

  /// Whether all entries that were read are acknowledged, or about to be.
  var isAcknowledged: Bool { unacknowledged.isEmpty }
  /// Whether all entries that were acknowledged are deleted, or about to be.
  var isDeleted: Bool { undeleted.isEmpty }

  /// The next entry to acknowledge; `nil` if all are.
  func nextToAcknowledge() -> Entry? {
    guard let entry = unacknowledged.popFirst() else { return nil }
    undeleted.append(entry)
    return entry
  }

  /// The next entry to delete; `nil` if all are.
  func nextToDelete() -> Entry? {
    guard let entry = undeleted.popFirst() else { return nil }
    states[entry.index] = .deleting
    return entry
  }

  func endDeletion(of index: Int) {
    states[index] = .deleted
  }

  // MARK: At the end

  /// Reads all that is left.
  ///
  /// - Returns: how much of it is wrong, by what is wrong with it; empty if nothing is.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  package func audit(_ server: any RedisTarget) throws -> [String: Int] {
    let left = try BufferVerifier(firehose: firehose, layout: layout).survivors(of: states.indices, in: server)
    var flaws = ["damaged": left.damaged, "unwritten": left.foreign, "repeated": left.duplicated]
    var (lost, resurrected) = (0, 0)
    for (index, state) in states.enumerated() {
      let isThere = left[index] != .missing
      switch state {
      case .acknowledged: if !isThere { lost += 1 }
      // Of a stream it stays until it is deleted.
      case .taken: if isThere == (layout == .list) { if isThere { resurrected += 1 } else { lost += 1 } }
      case .deleted, .refused: if isThere { resurrected += 1 }
      case .sent, .deleting: break
      }
    }
    // A pop that was not answered may have taken one.
    flaws["lost"] = max(0, lost - (layout == .list ? takingUnderWay : 0))
    flaws["resurrected"] = resurrected
    return flaws.filter { $0.value > 0 }
  }
}
