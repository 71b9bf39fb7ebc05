import Firehose
import RedisFixture
import TestSupport
import Testing
import Workload

@Suite("Queue traffic", .blocking, .serialized)
struct QueueTrafficTests {
  private static let queues: [Layout] = [.list, .stream, .streamPerCollection]
  private let firehose = Firehose(seed: 44, mix: .default)

  /// A client with a pattern, and the connection of somebody who meddles.
  private func withClient(
    _ layout: Layout = .stream, _ pattern: [Workload.Operation], endless: Bool = true,
    _ body: (SingleStep, RedisConnection, EventQueue) throws -> Void
  ) async throws {
    try await withRedisServer { server in
      let queue = EventQueue(layout, of: firehose)
      try queue.prepare(server)
      let source = QueueTraffic(pattern, over: queue, endless: endless)
      try body(SingleStep(source, server), server.connect(), queue)
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

  @Test(arguments: queues) func `events are appended, read and taken out, and none is left`(layout: Layout) async throws
  {
    let operations = EventQueue(layout, of: firehose).operations
    try await withClient(layout, operations) { client, _, queue throws in
      for _ in 0..<300 {
        for operation in operations { #expect(try client.ask(operation) == nil) }
      }
      #expect(try queue.audit(client.server).isEmpty)
      #expect(try BufferVerifier(firehose: firehose, layout: layout).eventsHeld(by: client.server) == 0)
    }
  }

  @Test func `what is deleted is what was read first`() async throws {
    let pattern: [Workload.Operation] = [.append, .append, .readGroup, .readGroup, .acknowledge, .deleteEntry]
    try await withClient(.stream, pattern) { client, connection, _ throws in
      for operation in pattern { #expect(try client.ask(operation) == nil) }
      let left = try connection.command("XRANGE", "events", "-", "+").elements?.first?.elements?.last
      #expect(left?.elements?.last == .bytes(firehose.event(at: 1)))
    }
  }

  @Test func `with nothing to do it reads, and reading nothing new is right`() async throws {
    let pattern: [Workload.Operation] = [.deleteEntry, .acknowledge, .append, .deleteEntry, .acknowledge, .deleteEntry]
    try await withClient(.stream, pattern) { client, connection, _ in
      for operation in [Workload.Operation.readGroup, .readGroup, .append, .readGroup, .acknowledge, .deleteEntry] {
        let flaw = try client.ask(operation)
        #expect(flaw == nil)
      }
      #expect(try connection.command("XLEN", "events") == .integer(0))
    }
  }

  @Test(arguments: queues) func `an operation alone ends where it has nothing to do`(layout: Layout) async throws {
    try await withRedisServer { server in
      let queue = EventQueue(layout, of: firehose)
      try queue.prepare(server)
      for operation in queue.operations {
        let source = queue.source([operation], seed: 1, endless: false)
        let client = try SingleStep(source, server)
        guard operation != queue.operations[0], operation != .readRange else {
          for _ in 0..<20 { #expect(try client.ask(operation) == nil) }
          continue
        }
        let flaws = try client.askAll()
        #expect(flaws.allSatisfy { $0 == nil })
        // One answer of several streams brings one event of each.
        let isShort = operation == .readGroup && layout == .streamPerCollection
        #expect(isShort ? 1..<20 ~= flaws.count : flaws.count == 20)
      }
      #expect(try queue.audit(server).isEmpty)
    }
  }

  @Test(arguments: queues) func `many clients at once are answered rightly, as often as the server says`(
    layout: Layout
  ) async throws {
    try await withRedisServer { server in
      let queue = EventQueue(layout, of: firehose)
      try queue.prepare(server)
      let generator = LoadGenerator.patient(server)
      let group = ClientGroup(
        connections: 20, pace: .due(Schedule(rate: 6000, seconds: 0.5)),
        source: queue.source(queue.operations, seed: 1, endless: true))
      let history = try generator.run([group])[0]
      #expect(history.failures.isEmpty)
      #expect(history.answeredCount == 3000)
      for operation in queue.operations {
        #expect(try server.calls(operation) == (history.answered[operation, default: 0], 0))
      }
      #expect(try queue.audit(server).isEmpty)
    }
  }

  @Test(arguments: Layout.allCases) func `a producer's events are all there, those of the load too`(
    layout: Layout
  ) async throws {
    try await withRedisServer { server in
      let queue = EventQueue(layout, of: firehose)
      try queue.prepare(server)
      let load = try BulkLoader(firehose: firehose, layout: layout).append(0..<100, to: server)
      #expect(load.acknowledged == 100)
      queue.adopt(100)
      let client = try SingleStep(queue.source([queue.operations[0]], seed: 1, endless: true), server)
      for _ in 0..<50 { #expect(try client.ask(queue.operations[0]) == nil) }
      #expect(try server.calls(queue.operations[0]).done == 150)
      #expect(try queue.audit(server).isEmpty)
      try server.connect().command("FLUSHALL")
      #expect(try queue.audit(server) == ["lost": 150])
    }
  }

  @Test func `what is refused is not asked for again, and need not be there`() async throws {
    try await withClient(.list, [.push]) { client, connection, queue throws in
      try connection.command("SET", "events", "a text")
      #expect(try client.ask(.push) == "WRONGTYPE")
      try connection.command("DEL", "events")
      #expect(try client.ask(.push) == nil)
      #expect(try connection.command("LRANGE", "events", "0", "-1") == .array([.bytes(firehose.event(at: 1))]))
      #expect(try queue.audit(client.server).isEmpty)
    }
  }

  // MARK: Meddled with

  @Test(arguments: queues) func `what was acknowledged and is not delivered is missing`(layout: Layout) async throws {
    let operations = EventQueue(layout, of: firehose).operations
    try await withClient(layout, [operations[0], operations[1]]) { client, connection, queue throws in
      #expect(try client.ask(operations[0]) == nil)
      // A server that says there is nothing.
      switch layout {
      case .list: try connection.command("DEL", "events")
      default:
        for key in try connection.command("KEYS", "events*").elements ?? [] {
          try connection.command("XTRIM", key.text ?? "", "MAXLEN", "0")
        }
      }
      #expect(try client.ask(operations[1]) == "missing")
      #expect(try queue.audit(client.server) == ["lost": 1])
    }
  }

  @Test func `a list that still shows what was popped is stale`() async throws {
    try await withClient(.list, [.push, .readRange, .pop, .readRange]) { client, connection, _ throws in
      for operation in [Workload.Operation.push, .readRange, .pop] { #expect(try client.ask(operation) == nil) }
      try connection.command("RPUSH", "events", String(decoding: firehose.event(at: 0), as: UTF8.self))
      #expect(try client.ask(.readRange) == "stale")
    }
  }

  @Test func `what is no event is damaged`() async throws {
    try await withClient(.stream, [.readGroup]) { client, connection, _ throws in
      try append("foreign", connection)
      #expect(try client.ask(.readGroup) == "damaged")
      try append("!" + String(decoding: firehose.event(at: 0), as: UTF8.self).dropFirst(), connection)
      #expect(try client.ask(.readGroup) == "damaged")
    }
  }

  @Test func `an event that nobody appended yet is unwritten`() async throws {
    try await withClient(.stream, [.append, .readGroup]) { client, connection, _ throws in
      try append(String(decoding: firehose.event(at: 1), as: UTF8.self), connection)
      _ = try client.ask(.append)
      #expect(try client.ask(.readGroup) == "unwritten")
    }
  }

  @Test func `an event that is delivered twice is repeated`() async throws {
    try await withClient(.stream, [.append, .readGroup, .readGroup]) { client, connection, _ throws in
      #expect(try client.ask(.append) == nil)
      #expect(try client.ask(.readGroup) == nil)
      try connection.command("XGROUP", "SETID", "events", "writer", "0")
      #expect(try client.ask(.readGroup) == "repeated")
    }
  }

  @Test func `an entry that is none of ours is damaged`() async throws {
    try await withClient(.stream, [.readGroup]) { client, connection, _ throws in
      try connection.command("XADD", "events", "*", "e", "1", "f", "2")
      #expect(try client.ask(.readGroup) == "damaged")
    }
  }

  @Test func `an entry that somebody deleted is missing, and what comes back is told`() async throws {
    let pattern: [Workload.Operation] = [.append, .readGroup, .acknowledge, .deleteEntry]
    try await withClient(.stream, pattern) { client, connection, queue throws in
      for operation in pattern.dropLast() { #expect(try client.ask(operation) == nil) }
      try connection.command("XDEL", "events", try firstId(connection))
      #expect(try client.ask(.deleteEntry) == "missing")
      try append(String(decoding: firehose.event(at: 0), as: UTF8.self), connection)
      #expect(try queue.audit(client.server) == ["resurrected": 1])
    }
  }

  @Test func `a stream that is gone refuses to be read`() async throws {
    try await withClient(.stream, [.append, .readGroup]) { client, connection, _ throws in
      _ = try client.ask(.append)
      try connection.command("DEL", "events")
      #expect(try client.ask(.readGroup) == "NOGROUP")
    }
  }

  // MARK: Preparing

  @Test func `a stream is prepared once`() async throws {
    try await withRedisServer { server in
      let queue = EventQueue(.stream, of: firehose)
      try queue.prepare(server)
      #expect(try server.connect().command("XLEN", "events") == .integer(0))
      #expect(throws: FixtureError.self) { try queue.prepare(server) }
    }
  }
}
