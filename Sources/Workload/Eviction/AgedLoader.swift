package import Firehose
import RESP
package import RedisFixture

/// Writes events with an age: the server takes the oldest for those that were not used for longest.
///
/// Redis tells ages apart by the second. Loaded as fast as it goes, all events would be of a few ages only; so each is
/// restored with an idle time of its own, a second less than that of the event before it.
package final class AgedLoader {
  /// Events that are written at once.
  private static let batch = 128
  private let firehose: Firehose
  private let connection: RedisConnection
  private let forge: RedisConnection
  /// The idle time of the event 0, in seconds.
  private let oldest: Int

  /// - Parameters:
  ///   - server: takes the events, a key for each.
  ///   - forge: an empty server that turns events into what RESTORE takes.
  ///   - oldest: the idle time of the event 0, in seconds: at least as many as there will be events, for those behind
  ///     are all of now. Redis's clock for ages wraps after 194 days.
  /// - Throws: `FixtureError.connect`, `FixtureError.connectionLost`, `FixtureError.refused`.
  package init(firehose: Firehose, server: any RedisTarget, forge: any RedisTarget, oldest: Int) throws {
    self.firehose = firehose
    self.oldest = oldest
    connection = try server.connect()
    self.forge = try forge.connect()
  }

  /// Writes the events.
  ///
  /// - Throws: `FixtureError.refused`, after which the loader is of no more use; `FixtureError.connectionLost`.
  package func append(_ events: Range<Int>) throws {
    for first in stride(from: events.lowerBound, to: events.upperBound, by: Self.batch) {
      try restore(first..<min(first + Self.batch, events.upperBound))
    }
  }

  /// The idle time that the server reports of an event, in seconds; `nil` if it is not there.
  ///
  /// - Throws: `FixtureError.refused` if the server counts uses instead (LFU), `FixtureError.connectionLost`.
  package func idleTime(of event: Int) throws -> Int? {
    try connection.command("OBJECT", "IDLETIME", Layout.key(of: event)).integer
  }

  /// Reads events, which makes them the most recently used.
  ///
  /// - Returns: those that were there.
  /// - Throws: `FixtureError.connectionLost`.
  package func read(_ events: some Sequence<Int>) throws -> [Int] {
    try events.filter { try connection.command("GET", Layout.key(of: $0)) != .null }
  }

  private func restore(_ events: Range<Int>) throws {
    var commands = CommandBuffer()
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    for index in events {
      event.removeAll()
      firehose.append(eventAt: index, to: &event)
      commands.begin("SET", arguments: 2)
      commands.append(argument: "e")
      commands.append(argument: event)
      commands.append(command: ["DUMP", "e"])
    }
    try commands.withUnsafeBytes { try forge.send(formatted: $0) }
    commands.removeAll()
    for index in events {
      try forge.requireSuccess(of: "SET")
      try forge.nextReply { payload in
        if payload.isError { throw FixtureError.refused(command: "DUMP", reply: payload.text) }
        commands.begin("RESTORE", arguments: 5)
        commands.append(keyOf: index)
        commands.append(argument: "0")
        commands.append(argument: payload.bytes)
        commands.append(argument: "IDLETIME")
        commands.append(argument: "", number: max(0, oldest - index), digits: 1)
      }
    }
    try commands.withUnsafeBytes { try connection.send(formatted: $0) }
    for _ in events {
      try connection.nextReply { reply in
        if reply.isError { throw FixtureError.refused(command: "RESTORE", reply: reply.text) }
      }
    }
  }
}
