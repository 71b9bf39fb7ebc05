import RedisFixture
import Synchronization
import Testing
import Workload

@Suite("Batch writer", .serialized)
struct BatchWriterTests {
  private let firehose = Firehose(seed: 11, mix: .default)

  /// Loads events, a key for each, and hands over a writer that is to drain them.
  private func withWriter(
    of events: Int, _ body: (inout BatchWriter, RedisServer, RedisConnection) throws -> Void
  ) async throws {
    try await withRedisServer { server in
      _ = try BulkLoader(firehose: firehose, layout: .keys).load(0..<events, into: server)
      var writer = BatchWriter(firehose: firehose, events: events)
      try body(&writer, server, try server.connect())
    }
  }

  private func expectClean(_ writer: BatchWriter, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(writer.ledger.lost == 0, sourceLocation: sourceLocation)
    #expect(writer.ledger.duplicated == 0, sourceLocation: sourceLocation)
    #expect(writer.ledger.outOfOrder == 0, sourceLocation: sourceLocation)
    #expect(writer.ledger.damaged == 0, sourceLocation: sourceLocation)
  }

  @Test(arguments: [1, 255, 256, 257, 2000])
  func `all are drained in order and none is left`(events: Int) async throws {
    try await withWriter(of: events) { writer, server, connection in
      var told: [Int] = []
      let end = try writer.drain(until: events, from: server, isComplete: { true }) { told.append($0) }
      #expect(end == .finished)
      #expect(writer.cursor == events)
      #expect(writer.ledger.drained == events)
      expectClean(writer)
      #expect(try connection.keyCount() == 0)
      #expect(told == told.sorted())
      #expect(told.last == events)
    }
  }

  @Test func `it goes no further than it was told`() async throws {
    try await withWriter(of: 1000) { writer, server, connection in
      let end = try writer.drain(until: 600, from: server, isComplete: { true })
      #expect(end == .finished)
      #expect(writer.cursor == 600)
      #expect(writer.ledger.drained == 600)
      #expect(try connection.keyCount() == 400)
    }
  }

  @Test(arguments: [1, 700, 2000])
  func `one that died after a commit has a successor that loses none and takes none twice`(index: Int) async throws {
    try await withWriter(of: 2000) { writer, server, connection in
      let death = try writer.drain(until: 2000, from: server, isComplete: { true }, dyingAt: index)
      #expect(death == .died)
      let committed = writer.cursor
      #expect(committed >= index)
      #expect(writer.ledger.drained == committed)
      // It died before the delete: what the last commit took is still there.
      #expect(try connection.keyCount() > 2000 - committed)

      let end = try writer.drain(until: 2000, from: server, isComplete: { true })
      #expect(end == .finished)
      #expect(writer.ledger.drained == 2000)
      expectClean(writer)
      #expect(try connection.keyCount() == 0)
    }
  }

  @Test func `it follows a producer and waits for what will come`() async throws {
    try await withRedisServer { server in
      let loader = BulkLoader(firehose: firehose, layout: .keys)
      let hasEnded = Atomic(false)
      var writer = BatchWriter(firehose: firehose, events: 5000)
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
      #expect(try server.connect().keyCount() == 0)
    }
  }

  // MARK: Guilty

  @Test(arguments: [0, 300, 999])
  func `an event that is not there and will not come is lost`(index: Int) async throws {
    try await withWriter(of: 1000) { writer, server, connection in
      try connection.command("DEL", key(of: index))
      #expect(try writer.drain(until: 1000, from: server, isComplete: { true }) == .finished)
      #expect(writer.ledger.lost == 1)
      #expect(writer.ledger.drained == 999)
      #expect(writer.ledger.damaged == 0)
      #expect(writer.ledger.outOfOrder == 0)
    }
  }

  @Test func `an event with a changed byte is damaged, and lost as what it was`() async throws {
    try await withWriter(of: 1000) { writer, server, connection in
      try connection.command("SETRANGE", key(of: 300), "0", "!")
      _ = try writer.drain(until: 1000, from: server, isComplete: { true })
      #expect(writer.ledger.damaged == 1)
      #expect(writer.ledger.lost == 1)
      #expect(try connection.keyCount() == 0)
    }
  }

  @Test func `two events that changed places are damaged`() async throws {
    try await withWriter(of: 1000) { writer, server, connection in
      try connection.command("RENAME", key(of: 300), "swap")
      try connection.command("RENAME", key(of: 301), key(of: 300))
      try connection.command("RENAME", "swap", key(of: 301))
      _ = try writer.drain(until: 1000, from: server, isComplete: { true })
      #expect(writer.ledger.damaged == 2)
      #expect(writer.ledger.lost == 2)
    }
  }

  @Test func `a server that dies ends the drain with an error`() async throws {
    try await withWriter(of: 2000) { writer, server, _ in
      let error = #expect(throws: FixtureError.self) {
        try writer.drain(until: 2000, from: server, isComplete: { true }) { _ in server.kill() }
      }
      guard case .connectionLost? = error else {
        Issue.record("expected a lost connection, not \(String(describing: error))")
        return
      }
    }
  }

  @Test func `a server that refuses to be read ends the drain with an error`() async throws {
    try await withRedisServer(ServerConfiguration().setting("rename-command", "MGET", "")) { server in
      var writer = BatchWriter(firehose: firehose, events: 10)
      let error = #expect(throws: FixtureError.self) { try writer.drain(until: 10, from: server, isComplete: { true }) }
      guard case .refused(command: "MGET", _)? = error else {
        Issue.record("expected a refusal, not \(String(describing: error))")
        return
      }
    }
  }

  private func key(of index: Int) -> String {
    let digits = String(index)
    return "event:" + String(repeating: "0", count: 19 - digits.count) + digits
  }
}
