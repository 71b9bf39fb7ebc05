import Foundation
package import RedisFixture

/// Takes events out of the buffer in order, as the program does that the buffer exists for.
///
/// A batch is read, committed together with the cursor behind it, and only then deleted. A writer that dies in
/// between leaves events in the buffer that are committed already; the cursor tells them apart.
package struct BatchWriter {
  package enum End: Sendable, Equatable {
    /// Every event that was asked for has been looked for.
    case finished
    /// Died, as it was told to, after a commit and before the delete that belongs to it.
    case died
  }

  package var firehose: Firehose
  /// Events in one batch.
  package var batch = 256
  /// The first event that is not committed yet. It outlives the writer, as a database would.
  package private(set) var cursor = 0
  package private(set) var ledger: DrainLedger

  package init(firehose: Firehose, events: Int) {
    self.firehose = firehose
    ledger = DrainLedger(events: events)
  }

  /// Drains a buffer with a key for each event, from the cursor up to the given event.
  ///
  /// - Parameters:
  ///   - isComplete: whether the producer has ended, so that an event that is not there will not come.
  ///   - death: die after the commit that reaches this event; none to live.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  package mutating func drain(
    until end: Int, from server: RedisServer, isComplete: () -> Bool, dyingAt death: Int? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws -> End {
    let connection = try server.connect()
    // What a predecessor committed and could not delete any more.
    try delete(max(0, cursor - batch)..<cursor, connection)
    while cursor < end {
      let isComplete = isComplete()
      let wanted = cursor..<min(cursor + batch, end)
      let committed = try commit(wanted, connection, skipsMissing: isComplete)
      if let death, cursor >= death { return .died }
      // Caught up with the producer: let it have the processor.
      if committed.isEmpty { usleep(1_000) }
      try delete(committed, connection)
      progress(cursor)
    }
    return .finished
  }

  /// Reads the events and commits those that are there, up to the first that is not.
  private mutating func commit(
    _ wanted: Range<Int>, _ connection: RedisConnection, skipsMissing: Bool
  ) throws -> Range<Int> {
    var command = EventBuffer()
    command.append(command: "$4\r\nMGET\r\n", keysOf: wanted)
    command.withUnsafeBytes { connection.append(formatted: $0) }
    try connection.flush()
    try connection.nextReply { reply in
      guard reply.isArray else { throw FixtureError.refused(command: "MGET", reply: reply.text) }
      for (position, index) in wanted.enumerated() {
        let event = reply[position]
        if event.isNull, !skipsMissing { return }
        if !event.isNull { ledger.commit(identify(event, expecting: index)) }
        cursor = index + 1
      }
    }
    return wanted.lowerBound..<cursor
  }

  /// The index of the event that these bytes are; none where they are no event of this firehose.
  private func identify(_ reply: ReplyView, expecting index: Int) -> Int? {
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    firehose.append(eventAt: index, to: &event)
    return event.withUnsafeBytes { $0.isIdentical(to: reply.bytes) } ? index : nil
  }

  private func delete(_ events: Range<Int>, _ connection: RedisConnection) throws {
    guard !events.isEmpty else { return }
    try Layout.keys.unlink(events, connection)
    try connection.nextReply { reply in
      if reply.isError { throw FixtureError.refused(command: "UNLINK", reply: reply.text) }
    }
  }
}

extension Layout {
  /// Sends the command that deletes these events by their keys.
  func unlink(_ events: Range<Int>, _ connection: RedisConnection) throws {
    var command = EventBuffer()
    command.append(command: "$6\r\nUNLINK\r\n", keysOf: events)
    command.withUnsafeBytes { connection.append(formatted: $0) }
    try connection.flush()
  }
}
