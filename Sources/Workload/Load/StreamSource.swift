import Firehose
import RedisFixture

/// A buffer of one stream or of several, read through a consumer group.
///
/// What was handed to a writer and not acknowledged is pending: a writer that returns gets it again before anything
/// else. Of several streams the events are merged into the order in which they were sent.
struct StreamSource: BatchSource {
  private static let group = "writer"
  private static let consumer = "1"

  private struct Entry {
    var id: String
    /// None where it was deleted before it was acknowledged.
    var event: FoundEvent?
  }

  /// One stream: what was read of it and is not committed yet, in order.
  private struct Lane {
    let key: String
    var entries: ArraySlice<Entry> = []
    /// Whether it held nothing more when the present batch was read. What came since is newer than all of the batch.
    var isExhausted = false
    /// What the present batch took.
    var taken: [String] = []
  }

  private let connection: RedisConnection
  private let firehose: Firehose
  private let batch: Int
  private var lanes: [Lane]

  init(
    _ connection: RedisConnection, _ firehose: Firehose, batch: Int, keys: [String], committed: Int
  ) throws {
    self.connection = connection
    self.firehose = firehose
    self.batch = batch
    lanes = keys.map { Lane(key: $0) }
    do {
      try read(Array(lanes.indices), from: "0", count: nil)
    } catch FixtureError.refused(_, let reply) where reply.hasPrefix("NOGROUP") {
      // Not before: a full buffer refuses to make a group, even one that is there.
      for key in keys { try makeGroup(of: key) }
    }
    for lane in lanes.indices {
      let last = lanes[lane].entries.lastIndex { $0.event?.precedes(committed) ?? false }
      guard let last else { continue }
      lanes[lane].taken = lanes[lane].entries[...last].map(\.id)
      lanes[lane].entries = lanes[lane].entries[(last + 1)...]
    }
    try deleteTaken()
  }

  private func makeGroup(of key: String) throws {
    let command = ["XGROUP", "CREATE", key, Self.group, "0", "MKSTREAM"]
    guard case .error(let text) = try connection.send(command), !text.hasPrefix("BUSYGROUP") else { return }
    throw FixtureError.refused(command: command.joined(separator: " "), reply: text)
  }

  // MARK: Reading

  mutating func read(from cursor: Int, until end: Int, isComplete: Bool) throws -> BatchEvents {
    for lane in lanes.indices {
      lanes[lane].isExhausted = false
      lanes[lane].taken = []
    }
    let empty = lanes.indices.filter { lanes[$0].entries.isEmpty }
    if !empty.isEmpty { try read(empty, from: ">", count: batch) }

    var events = BatchEvents(cursor: cursor)
    while let lane = oldestLane, let entry = lanes[lane].entries.first {
      if let event = entry.event, event.reaches(end) {
        events.cursor = end
        return events
      }
      lanes[lane].entries.removeFirst()
      lanes[lane].taken.append(entry.id)
      if let event = entry.event { events.append(event) }
      // It may hold more that is older than what the other streams have.
      if lanes[lane].entries.isEmpty, !lanes[lane].isExhausted { return events }
    }
    if events.found.isEmpty, isComplete { events.cursor = end }
    return events
  }

  /// The stream with the event that was sent first; one that does not say when goes before all.
  private var oldestLane: Int? {
    lanes.indices.filter { !lanes[$0].entries.isEmpty }.min { a, b in
      (lanes[a].entries.first?.event?.claimed ?? -1) < (lanes[b].entries.first?.event?.claimed ?? -1)
    }
  }

  /// Reads several streams at the same moment.
  ///
  /// - Parameter position: `>` for what nobody has read, `0` for what is pending.
  private mutating func read(_ wanted: [Int], from position: String, count: Int?) throws {
    var command = ["XREADGROUP", "GROUP", Self.group, Self.consumer]
    if let count { command += ["COUNT", "\(count)"] }
    command += ["STREAMS"] + wanted.map { lanes[$0].key } + wanted.map { _ in position }
    connection.append(command)
    try connection.flush()
    let read = try connection.nextReply { reply -> [String: [Entry]] in
      if reply.isError { throw FixtureError.refused(command: "XREADGROUP", reply: reply.text) }
      return Dictionary(uniqueKeysWithValues: (0..<reply.count).map { (reply[$0][0].text, entries(reply[$0][1])) })
    }
    for lane in wanted {
      let entries = read[lanes[lane].key] ?? []
      lanes[lane].entries = entries[...]
      if let count { lanes[lane].isExhausted = entries.count < count }
    }
  }

  /// An entry is its id and its fields, the name `e` and the event; of one that was deleted the id alone.
  private func entries(_ reply: ReplyView) -> [Entry] {
    (0..<reply.count).map { position in
      let fields = reply[position][1]
      let id = reply[position][0].text
      guard !fields.isNull else { return Entry(id: id) }
      // Anything but the two fields that were sent is an event that was damaged.
      let bytes = fields.count == 2 ? fields[1].bytes : UnsafeRawBufferPointer(start: nil, count: 0)
      return Entry(id: id, event: FoundEvent(bytes, of: firehose))
    }
  }

  // MARK: Deleting

  /// Deletes before it acknowledges: a writer that dies in between gets the entry again, empty, and acknowledges it.
  /// The other way round the entry would stay, and nobody would ever read it.
  mutating func deleteTaken() throws {
    let lanes = lanes.filter { !$0.taken.isEmpty }
    for lane in lanes {
      connection.append(["XDEL", lane.key] + lane.taken)
      connection.append(["XACK", lane.key, Self.group] + lane.taken)
    }
    try connection.flush()
    for _ in lanes {
      try connection.requireSuccess(of: "XDEL")
      try connection.requireSuccess(of: "XACK")
    }
  }
}
