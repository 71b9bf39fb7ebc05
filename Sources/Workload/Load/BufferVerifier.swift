package import Firehose
import Foundation
import RESP
package import RedisFixture

/// Reads everything that a buffer holds and compares it byte for byte with the events recomputed from seed and index.
package struct BufferVerifier {
  package var firehose: Firehose
  package var layout: Layout
  /// Connections of the layout with a key for each event.
  package var connections = 4
  /// Events that are asked for at once.
  package var batch = 128

  package init(firehose: Firehose, layout: Layout) {
    self.firehose = firehose
    self.layout = layout
  }

  /// How many events the server holds in this layout, whichever they are; of keys, all that it has.
  ///
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  package func eventsHeld(by server: any RedisTarget) throws -> Int {
    let connection = try server.connect()
    return switch layout {
    case .keys: try connection.keyCount()
    case .list: try connection.command("LLEN", Layout.name).integer ?? 0
    case .stream, .streamPerCollection:
      try layout.collectiveKeys.reduce(0) { $0 + (try connection.command("XLEN", $1).integer ?? 0) }
    }
  }

  /// Reads and compares everything that is there.
  ///
  /// - Parameters:
  ///   - events: those that may be there; whatever else is there is foreign.
  ///   - writers: how many wrote them, each every so many-th event.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  package func survivors(
    of events: Range<Int>, writers: Int = 1, in server: any RedisTarget, progress: (Int) -> Void = { _ in }
  ) throws -> Survivors {
    var survivors = Survivors(of: events, writers: writers)
    let connection = try server.connect()
    var keys = 0
    switch layout {
    case .keys:
      try readKeys(events, server, &survivors, progress)
      keys = survivors.present
    case .list:
      try readList(connection, &survivors, progress)
    case .stream, .streamPerCollection:
      for key in layout.collectiveKeys { try readStream(key, connection, &survivors, progress) }
    }
    for key in layout.collectiveKeys { keys += try connection.command("EXISTS", key).integer ?? 0 }
    survivors.foreign += try connection.keyCount() - keys
    return survivors
  }

  // MARK: Layouts

  private func readKeys(
    _ events: Range<Int>, _ server: any RedisTarget, _ survivors: inout Survivors, _ progress: (Int) -> Void
  ) throws {
    let lanes = try (0..<connections).map { _ in try server.connect() }
    var waiting: [(lane: Int, events: Range<Int>)] = []
    var commands = CommandBuffer()
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    func collect() throws {
      let (lane, wanted) = waiting.removeFirst()
      try lanes[lane].nextReply { reply in
        try requireArray(reply, for: "MGET")
        for (position, index) in wanted.enumerated() where position < reply.count && !reply[position].isNull {
          survivors.note(index, isIntact(reply[position].bytes, index, &event) ? .intact : .damaged)
        }
      }
      progress(wanted.upperBound - events.lowerBound)
    }
    for (number, first) in stride(from: events.lowerBound, to: events.upperBound, by: batch).enumerated() {
      if waiting.count == lanes.count { try collect() }
      let wanted = first..<min(first + batch, events.upperBound)
      commands.removeAll()
      commands.append("MGET", keysOf: wanted)
      let lane = number % lanes.count
      try commands.withUnsafeBytes { try lanes[lane].send(formatted: $0) }
      waiting.append((lane, wanted))
    }
    while !waiting.isEmpty { try collect() }
  }

  private func readList(
    _ connection: RedisConnection, _ survivors: inout Survivors, _ progress: (Int) -> Void
  ) throws {
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    var first = 0
    func ask() throws {
      connection.append(["LRANGE", Layout.name, "\(first)", "\(first + batch - 1)"])
      try connection.flush()
      first += batch
    }
    // The next batch is at the server while this one is compared.
    try ask()
    try ask()
    survivors.beginOrder()
    var expected = survivors.events.lowerBound
    var isAtEnd = false
    while !isAtEnd {
      try connection.nextReply { reply in
        try requireArray(reply, for: "LRANGE")
        isAtEnd = reply.count < batch
        if !isAtEnd { try ask() }
        for position in 0..<reply.count { note(reply[position], &expected, &event, &survivors) }
      }
      progress(survivors.entries)
    }
    try connection.nextReply { try requireArray($0, for: "LRANGE") }
  }

  private func readStream(
    _ key: String, _ connection: RedisConnection, _ survivors: inout Survivors, _ progress: (Int) -> Void
  ) throws {
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    func ask(after id: String) throws {
      connection.append(["XRANGE", key, id, "+", "COUNT", "\(batch)"])
      try connection.flush()
    }
    try ask(after: "-")
    survivors.beginOrder()
    var expected = survivors.events.lowerBound
    var isAtEnd = false
    while !isAtEnd {
      try connection.nextReply { reply in
        try requireArray(reply, for: "XRANGE")
        isAtEnd = reply.count < batch
        if !isAtEnd { try ask(after: "(" + reply[reply.count - 1][0].text) }
        for position in 0..<reply.count {
          // An entry is its id and its fields: the name `e` and the event.
          let fields = reply[position][1]
          note(fields.count == 2 ? fields[1] : nil, &expected, &event, &survivors)
        }
      }
      progress(survivors.entries)
    }
  }

  // MARK: One event

  /// Notes an entry that stands where the expected event should stand, whichever event it is.
  private func note(
    _ entry: ReplyView?, _ expected: inout Int, _ event: inout EventBuffer, _ survivors: inout Survivors
  ) {
    guard let bytes = entry?.bytes, let index = identify(bytes, expected, &event) else {
      survivors.foreign += 1
      return
    }
    survivors.noteNext(index.event, index.state)
    expected = index.event + 1
  }

  private func identify(
    _ bytes: UnsafeRawBufferPointer, _ expected: Int, _ event: inout EventBuffer
  ) -> (event: Int, state: Survivors.State)? {
    if isIntact(bytes, expected, &event) { return (expected, .intact) }
    if let index = firehose.index(of: bytes) { return (index, .intact) }
    return firehose.claimedIndex(of: bytes).map { ($0, .damaged) }
  }

  /// Whether these are the bytes of the event.
  private func isIntact(_ bytes: UnsafeRawBufferPointer, _ index: Int, _ event: inout EventBuffer) -> Bool {
    event.removeAll()
    firehose.append(eventAt: index, to: &event)
    return event.withUnsafeBytes { $0.isIdentical(to: bytes) }
  }

  private func requireArray(_ reply: ReplyView, for command: String) throws {
    guard reply.isArray else { throw FixtureError.refused(command: command, reply: reply.text) }
  }
}
