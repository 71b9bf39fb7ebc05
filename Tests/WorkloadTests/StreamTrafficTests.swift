import Firehose
import RedisFixture
import TestSupport
import Testing
import Workload

@Suite("Stream traffic", .blocking, .serialized)
struct StreamTrafficTests {
  private let firehose = Firehose(seed: 44, mix: .default)

  /// A client with a pattern, and the connection of somebody who meddles.
  private func withClient(
    _ pattern: [Workload.Operation], _ body: (SingleStep, RedisConnection) throws -> Void
  ) async throws {
    try await withRedisServer { server in
      try StreamTraffic.prepare(server)
      try body(SingleStep(StreamTraffic(pattern, of: firehose), server), server.connect())
    }
  }

  /// The id of the stream's first entry.
  private func firstId(_ connection: RedisConnection) throws -> String {
    let entry = try connection.command("XRANGE", "events", "-", "+", "COUNT", "1").elements?.first?.elements
    return try #require(entry?.first?.text)
  }

  private func append(_ value: String, _ connection: RedisConnection) throws {
    try connection.command("XADD", "events", "*", "e", value)
  }

  // MARK: Right

  @Test func `events are appended, read and deleted, and none is left`() async throws {
    try await withClient([.append, .readGroup, .deleteEntry]) { client, connection throws in
      // More than are forgotten at once.
      for _ in 0..<1100 {
        #expect(try client.ask(.append) == nil)
        #expect(try client.ask(.readGroup) == nil)
        #expect(try client.ask(.deleteEntry) == nil)
      }
      #expect(try connection.command("XLEN", "events") == .integer(0))
    }
  }

  @Test func `what is deleted is what was read first`() async throws {
    try await withClient([.append, .append, .readGroup, .readGroup, .deleteEntry]) { client, connection throws in
      for operation in [Workload.Operation.append, .append, .readGroup, .readGroup, .deleteEntry] {
        #expect(try client.ask(operation) == nil)
      }
      let left = try connection.command("XRANGE", "events", "-", "+").elements?.first?.elements?.last
      #expect(left?.elements?.last == .bytes(firehose.event(at: 1)))
    }
  }

  @Test func `with nothing to delete it reads, and reading nothing new is right`() async throws {
    try await withClient([.deleteEntry, .deleteEntry, .append, .deleteEntry, .deleteEntry]) { client, connection in
      for operation in [Workload.Operation.readGroup, .readGroup, .append, .readGroup, .deleteEntry] {
        let flaw = try client.ask(operation)
        #expect(flaw == nil)
      }
      #expect(try connection.command("XLEN", "events") == .integer(0))
    }
  }

  @Test func `many clients at once are answered rightly, as often as the server says`() async throws {
    try await withRedisServer { server in
      try StreamTraffic.prepare(server)
      let source = StreamTraffic([.append, .readGroup, .deleteEntry], of: firehose)
      var generator = LoadGenerator(server)
      generator.grace = 60
      let group = ClientGroup(connections: 20, pace: .due(Schedule(rate: 6000, seconds: 0.5)), source: source)
      let history = try generator.run([group])[0]
      #expect(history.failures.isEmpty)
      #expect(history.answeredCount == 3000)
      #expect(history.answered[.append] == 1000)
      for operation in [Workload.Operation.append, .readGroup, .deleteEntry] {
        #expect(try server.calls(operation) == (history.answered[operation, default: 0], 0))
      }
      let left = 1000 - history.answered[.deleteEntry, default: 0]
      #expect(try server.connect().command("XLEN", "events") == .integer(left))
    }
  }

  // MARK: Meddled with

  @Test func `what is no event is damaged`() async throws {
    try await withClient([.readGroup]) { client, connection throws in
      try append("foreign", connection)
      #expect(try client.ask(.readGroup) == "damaged")
      try append("!" + String(decoding: firehose.event(at: 0), as: UTF8.self).dropFirst(), connection)
      #expect(try client.ask(.readGroup) == "damaged")
    }
  }

  @Test func `an event that nobody appended yet is unwritten`() async throws {
    try await withClient([.append, .readGroup]) { client, connection throws in
      try append(String(decoding: firehose.event(at: 1), as: UTF8.self), connection)
      _ = try client.ask(.append)
      #expect(try client.ask(.readGroup) == "unwritten")
    }
  }

  @Test func `an event that is delivered twice is repeated`() async throws {
    try await withClient([.append, .readGroup, .readGroup]) { client, connection throws in
      #expect(try client.ask(.append) == nil)
      #expect(try client.ask(.readGroup) == nil)
      try connection.command("XGROUP", "SETID", "events", "writer", "0")
      #expect(try client.ask(.readGroup) == "repeated")
    }
  }

  @Test func `an entry that is none of ours is malformed`() async throws {
    try await withClient([.readGroup]) { client, connection throws in
      try connection.command("XADD", "events", "*", "e", "1", "f", "2")
      #expect(try client.ask(.readGroup) == "malformed")
    }
  }

  @Test func `an entry that somebody deleted is missing`() async throws {
    try await withClient([.append, .readGroup, .deleteEntry]) { client, connection throws in
      _ = try client.ask(.append)
      _ = try client.ask(.readGroup)
      try connection.command("XDEL", "events", try firstId(connection))
      #expect(try client.ask(.deleteEntry) == "missing")
    }
  }

  @Test func `a stream that is gone refuses to be read`() async throws {
    try await withClient([.append, .readGroup]) { client, connection throws in
      _ = try client.ask(.append)
      try connection.command("DEL", "events")
      #expect(try client.ask(.readGroup) == "NOGROUP")
    }
  }

  // MARK: Preparing

  @Test func `a stream is prepared once`() async throws {
    try await withRedisServer { server in
      try StreamTraffic.prepare(server)
      #expect(try server.connect().command("XLEN", "events") == .integer(0))
      #expect(throws: FixtureError.self) { try StreamTraffic.prepare(server) }
    }
  }
}
