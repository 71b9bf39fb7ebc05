import Firehose
import Processes
import RedisFixture
import Synchronization
import TestSupport
import Testing
import Workload

@Suite("Batch writer", .blocking, .serialized)
struct BatchWriterTests {
  private let firehose = Firehose(seed: 11, mix: .default)

  /// Loads events and hands over a writer that is to drain them.
  private func withWriter(
    of events: Int, _ layout: Layout, _ body: (inout BatchWriter, RedisServer, RedisConnection) throws -> Void
  ) async throws {
    try await withRedisServer { server in
      _ = try BulkLoader(firehose: firehose, layout: layout).load(0..<events, into: server)
      var writer = BatchWriter(firehose: firehose, layout: layout, events: events)
      try body(&writer, server, try server.connect())
    }
  }

  private func eventsHeld(_ layout: Layout, by server: RedisServer) throws -> Int {
    try BufferVerifier(firehose: firehose, layout: layout).eventsHeld(by: server)
  }

  private func expectClean(_ writer: BatchWriter, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(writer.ledger.lost == 0, sourceLocation: sourceLocation)
    #expect(writer.ledger.duplicated == 0, sourceLocation: sourceLocation)
    #expect(writer.ledger.outOfOrder == 0, sourceLocation: sourceLocation)
    #expect(writer.ledger.damaged == 0, sourceLocation: sourceLocation)
  }

  @Test(arguments: Layout.allCases, [1, 255, 256, 257, 2000])
  func `all are drained in order and none is left`(layout: Layout, events: Int) async throws {
    try await withWriter(of: events, layout) { writer, server, connection throws in
      var told: [Int] = []
      let end = try writer.drain(until: events, from: server, isComplete: { true }) { told.append($0) }
      #expect(end == .finished)
      #expect(writer.cursor == events)
      #expect(writer.ledger.drained == events)
      expectClean(writer)
      #expect(try eventsHeld(layout, by: server) == 0)
      #expect(told == told.sorted())
      #expect(told.last == events)
    }
  }

  @Test(arguments: Layout.allCases)
  func `it goes no further than it was told, and goes on from there`(layout: Layout) async throws {
    try await withWriter(of: 1000, layout) { writer, server, connection throws in
      let end = try writer.drain(until: 600, from: server, isComplete: { true })
      #expect(end == .finished)
      #expect(writer.cursor == 600)
      #expect(writer.ledger.drained == 600)
      #expect(try eventsHeld(layout, by: server) == 400)
      _ = try writer.drain(until: 1000, from: server, isComplete: { true })
      expectClean(writer)
      #expect(try eventsHeld(layout, by: server) == 0)
    }
  }

  @Test(arguments: Layout.allCases, [1, 700, 2000])
  func `one that died after a commit has a successor that loses none and takes none twice`(
    layout: Layout, index: Int
  ) async throws {
    try await withWriter(of: 2000, layout) { writer, server, connection throws in
      let death = try writer.drain(until: 2000, from: server, isComplete: { true }, dyingAt: index)
      #expect(death == .died)
      let committed = writer.cursor
      #expect(committed >= index)
      #expect(writer.ledger.drained == committed)
      // It died before the delete: what the last commit took is still there.
      #expect(try eventsHeld(layout, by: server) > 2000 - committed)

      let end = try writer.drain(until: 2000, from: server, isComplete: { true })
      #expect(end == .finished)
      #expect(writer.ledger.drained == 2000)
      expectClean(writer)
      #expect(try eventsHeld(layout, by: server) == 0)
    }
  }

  @Test(arguments: Layout.allCases)
  func `it follows a producer and waits for what will come`(layout: Layout) async throws {
    try await withRedisServer { server in
      let loader = BulkLoader(firehose: firehose, layout: layout)
      let hasEnded = Atomic(false)
      var writer = BatchWriter(firehose: firehose, layout: layout, events: 5000)
      try concurrently(
        {
          defer { hasEnded.store(true, ordering: .releasing) }
          _ = try loader.append(0..<5000, to: server)
        },
        {
          _ = try writer.drain(until: 5000, from: server, isComplete: { hasEnded.load(ordering: .acquiring) })
        })
      #expect(writer.ledger.drained == 5000)
      expectClean(writer)
      #expect(try eventsHeld(layout, by: server) == 0)
    }
  }

  @Test(arguments: [Layout.list, .stream, .streamPerCollection])
  func `one that returns to a full buffer, which refuses writes, drains it`(layout: Layout) async throws {
    let full = ServerConfiguration().setting("maxmemory", "6mb").setting("maxmemory-policy", "noeviction")
    try await withRedisServer(full) { server in
      let loader = BulkLoader(firehose: firehose, layout: layout)
      var writer = BatchWriter(firehose: firehose, layout: layout, events: 20_000)
      _ = try loader.append(0..<1000, to: server)
      #expect(try writer.drain(until: 1000, from: server, isComplete: { true }, dyingAt: 500) == .died)
      let history = try loader.append(1000..<20_000, to: server)
      #expect(history.errors.keys.sorted() == ["OOM"])
      let sent = 1000 + history.acknowledged
      #expect(try writer.drain(until: 20_000, from: server, isComplete: { true }) == .finished)
      #expect(writer.ledger.drained == sent)
      #expect(writer.ledger.duplicated + writer.ledger.outOfOrder + writer.ledger.damaged == 0)
      #expect(try eventsHeld(layout, by: server) == 0)
    }
  }

  @Test(arguments: [Layout.stream, .streamPerCollection])
  func `what was deleted and not acknowledged is no damage`(layout: Layout) async throws {
    try await withWriter(of: 2000, layout) { writer, server, connection throws in
      _ = try writer.drain(until: 2000, from: server, isComplete: { true }, dyingAt: 700)
      // The predecessor came as far as the delete.
      for key in try connection.command("KEYS", "*").elements?.compactMap(\.text) ?? [] {
        let entries = try connection.command("XRANGE", key, "-", "+").elements ?? []
        for case .array(let entry) in entries {
          guard case .array(let fields) = entry[1], case .bytes(let bytes) = fields[1], let id = entry[0].text else {
            continue
          }
          let index = bytes.withUnsafeBytes { firehose.index(of: $0) }
          if let index, index < writer.cursor { try connection.command("XDEL", key, id) }
        }
      }
      _ = try writer.drain(until: 2000, from: server, isComplete: { true })
      #expect(writer.ledger.drained == 2000)
      expectClean(writer)
      for key in try connection.command("KEYS", "*").elements?.compactMap(\.text) ?? [] {
        #expect(try connection.command("XPENDING", key, "writer").elements?.first == .integer(0))
      }
    }
  }

  // MARK: Guilty

  @Test(arguments: Layout.allCases, [0, 300, 999])
  func `an event that is not there and will not come is lost`(layout: Layout, index: Int) async throws {
    try await withParts([0..<index, (index + 1)..<1000], layout) { writer, server throws in
      #expect(try writer.drain(until: 1000, from: server, isComplete: { true }) == .finished)
      #expect(writer.ledger.lost == 1)
      #expect(writer.ledger.drained == 999)
      #expect(writer.ledger.damaged == 0)
      #expect(writer.ledger.outOfOrder == 0)
    }
  }

  @Test func `an event with a changed byte under its key is damaged, and lost as what it was`() async throws {
    try await withWriter(of: 1000, .keys) { writer, server, connection throws in
      try connection.command("SETRANGE", Layout.key(of: 300), "0", "!")
      _ = try writer.drain(until: 1000, from: server, isComplete: { true })
      #expect(writer.ledger.damaged == 1)
      #expect(writer.ledger.lost == 1)
      #expect(try connection.keyCount() == 0)
    }
  }

  @Test(arguments: [Layout.list, .stream])
  func `an event with a changed byte in its order is damaged, and lost as what it was`(layout: Layout) async throws {
    try await withParts([0..<300], layout) { writer, server throws in
      let connection = try server.connect()
      let damaged = "!" + String(decoding: firehose.event(at: 300), as: UTF8.self).dropFirst()
      let command = layout == .list ? ["RPUSH", "events"] : ["XADD", "events", "*", "e"]
      try connection.command(words: command + [damaged])
      try connection.command(words: command + ["something else"])
      _ = try BulkLoader(firehose: firehose, layout: layout).append(301..<1000, to: server)
      _ = try writer.drain(until: 1000, from: server, isComplete: { true })
      #expect(writer.ledger.damaged == 2)
      #expect(writer.ledger.lost == 1)
      #expect(writer.ledger.outOfOrder == 0)
      #expect(try eventsHeld(layout, by: server) == 0)
    }
  }

  @Test func `two events that changed keys are damaged`() async throws {
    try await withWriter(of: 1000, .keys) { writer, server, connection throws in
      try connection.command("RENAME", Layout.key(of: 300), "swap")
      try connection.command("RENAME", Layout.key(of: 301), Layout.key(of: 300))
      try connection.command("RENAME", "swap", Layout.key(of: 301))
      _ = try writer.drain(until: 1000, from: server, isComplete: { true })
      #expect(writer.ledger.damaged == 2)
      #expect(writer.ledger.lost == 2)
    }
  }

  @Test(arguments: [Layout.list, .stream])
  func `two events that changed places are out of order`(layout: Layout) async throws {
    try await withParts([0..<300, 301..<302, 300..<301, 302..<1000], layout) { writer, server throws in
      _ = try writer.drain(until: 1000, from: server, isComplete: { true })
      #expect(writer.ledger.outOfOrder == 1)
      #expect(writer.ledger.lost == 0)
      #expect(writer.ledger.damaged == 0)
    }
  }

  @Test(arguments: [Layout.list, .stream, .streamPerCollection])
  func `an event that is there twice is committed twice`(layout: Layout) async throws {
    try await withParts([0..<301, 300..<1000], layout) { writer, server throws in
      _ = try writer.drain(until: 1000, from: server, isComplete: { true })
      #expect(writer.ledger.duplicated == 1)
      #expect(writer.ledger.lost == 0)
    }
  }

  @Test(arguments: Layout.allCases)
  func `a server that dies ends the drain with an error`(layout: Layout) async throws {
    try await withWriter(of: 2000, layout) { writer, server, _ in
      let error = #expect(throws: FixtureError.self) {
        try writer.drain(until: 2000, from: server, isComplete: { true }) { _ in server.kill() }
      }
      guard case .connectionLost? = error else {
        Issue.record("expected a lost connection, not \(String(describing: error))")
        return
      }
    }
  }

  @Test(arguments: zip(Layout.allCases, ["MGET", "LRANGE", "XREADGROUP", "XREADGROUP"]))
  func `a server that refuses to be read ends the drain with an error`(layout: Layout, read: String) async throws {
    try await withRedisServer(ServerConfiguration().setting("rename-command", read, "")) { server in
      var writer = BatchWriter(firehose: firehose, layout: layout, events: 10)
      let error = #expect(throws: FixtureError.self) { try writer.drain(until: 10, from: server, isComplete: { true }) }
      guard case .refused(command: read, _)? = error else {
        Issue.record("expected a refusal, not \(String(describing: error))")
        return
      }
    }
  }

  /// Loads some of a thousand events, in this order.
  private func withParts(
    _ parts: [Range<Int>], _ layout: Layout, _ body: (inout BatchWriter, RedisServer) throws -> Void
  ) async throws {
    try await withRedisServer { server in
      for part in parts { _ = try BulkLoader(firehose: firehose, layout: layout).append(part, to: server) }
      var writer = BatchWriter(firehose: firehose, layout: layout, events: 1000)
      try body(&writer, server)
    }
  }
}
