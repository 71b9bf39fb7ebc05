import Firehose
import RedisFixture

/// A buffer of one list, the oldest event at its left end. What is read stays there until it is deleted.
struct ListSource: BatchSource {
  private let connection: RedisConnection
  private let firehose: Firehose
  private let batch: Int
  private var taken = 0

  init(_ connection: RedisConnection, _ firehose: Firehose, batch: Int, committed: Int) throws {
    self.connection = connection
    self.firehose = firehose
    self.batch = batch
    repeat {
      taken = try firstEvents().lastIndex { $0.precedes(committed) }.map { $0 + 1 } ?? 0
      try deleteTaken()
    } while taken == batch
  }

  mutating func read(from cursor: Int, until end: Int, isComplete: Bool) throws -> BatchEvents {
    let found = try firstEvents()
    var events = BatchEvents(cursor: cursor)
    for event in found.prefix(while: { !$0.reaches(end) }) { events.append(event) }
    taken = events.found.count
    if taken < found.count || (found.isEmpty && isComplete) { events.cursor = end }
    return events
  }

  private func firstEvents() throws -> [FoundEvent] {
    connection.append(["LRANGE", Layout.name, "0", "\(batch - 1)"])
    try connection.flush()
    return try connection.nextReply { reply in
      guard reply.isArray else { throw FixtureError.refused(command: "LRANGE", reply: reply.text) }
      return (0..<reply.count).map { FoundEvent(reply[$0].bytes, of: firehose) }
    }
  }

  mutating func deleteTaken() throws {
    guard taken > 0 else { return }
    connection.append(["LTRIM", Layout.name, "\(taken)", "-1"])
    try connection.flush()
    try connection.requireSuccess(of: "LTRIM")
  }
}
