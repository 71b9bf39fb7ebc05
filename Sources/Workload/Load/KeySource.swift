import Firehose
import RESP
import RedisFixture

/// A buffer with a key for each event.
struct KeySource: BatchSource {
  private let connection: RedisConnection
  private let firehose: Firehose
  private let batch: Int
  private var taken: Range<Int>

  init(_ connection: RedisConnection, _ firehose: Firehose, batch: Int, committed: Int) throws {
    self.connection = connection
    self.firehose = firehose
    self.batch = batch
    taken = max(0, committed - batch)..<committed
    try deleteTaken()
  }

  /// Reads those that are there, up to the first that is still to come.
  mutating func read(from cursor: Int, until end: Int, isComplete: Bool) throws -> BatchEvents {
    let wanted = cursor..<min(cursor + batch, end)
    var command = CommandBuffer()
    command.append("MGET", keysOf: wanted)
    try command.withUnsafeBytes { try connection.send(formatted: $0) }
    let events = try connection.nextReply { reply in
      guard reply.isArray else { throw FixtureError.refused(command: "MGET", reply: reply.text) }
      var events = BatchEvents(cursor: cursor)
      for (position, index) in wanted.enumerated() {
        let event = reply[position]
        if event.isNull, !isComplete { break }
        if !event.isNull { events.append(identify(event, expecting: index)) }
        events.cursor = index + 1
      }
      return events
    }
    taken = cursor..<events.cursor
    return events
  }

  /// Its key says which event it must be.
  private func identify(_ reply: ReplyView, expecting index: Int) -> FoundEvent {
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    firehose.append(eventAt: index, to: &event)
    let isIntact = event.withUnsafeBytes { $0.isIdentical(to: reply.bytes) }
    return FoundEvent(claimed: index, index: isIntact ? index : nil)
  }

  mutating func deleteTaken() throws {
    guard !taken.isEmpty else { return }
    try Layout.keys.unlink(taken, connection)
    try connection.requireSuccess(of: "UNLINK")
  }
}

extension Layout {
  /// Sends the command that deletes these events by their keys.
  func unlink(_ events: Range<Int>, _ connection: RedisConnection) throws {
    var command = CommandBuffer()
    command.append("UNLINK", keysOf: events)
    try command.withUnsafeBytes { try connection.send(formatted: $0) }
  }
}
