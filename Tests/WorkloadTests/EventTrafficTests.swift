import Firehose
import RESP
import RedisFixture
import TestSupport
import Testing
import Workload

@Suite("Event traffic", .blocking, .serialized)
struct EventTrafficTests {
  private let firehose = Firehose(seed: 43, mix: .default)

  /// A client with a pattern, and the connection of somebody who meddles.
  private func withClient(
    _ pattern: [Workload.Operation], registers: Int = 1, filled: Int = 0,
    _ body: (SingleStep, RedisConnection) throws -> Void
  ) async throws {
    try await withRedisServer { server in
      let shared = EventTraffic.Shared(registers: registers)
      try shared.fill(filled, of: firehose, into: server)
      try body(SingleStep(EventTraffic(pattern, of: firehose, over: shared, seed: 5), server), server.connect())
    }
  }

  private func text(_ event: Int) -> String { String(decoding: firehose.event(at: event), as: UTF8.self) }

  // MARK: Right

  @Test func `keys are written, read and deleted in turn, and all is right`() async throws {
    try await withClient([.set, .get, .delete, .get], registers: 3) { client, connection throws in
      for _ in 0..<20 {
        #expect(try client.ask(.set) == nil)
        #expect(try client.ask(.get) == nil)
        #expect(try client.ask(.delete) == nil)
        #expect(try client.ask(.get) == nil)
      }
      #expect(try connection.keyCount() == 0)
    }
  }

  @Test func `writes go round the registers, each time with the next version`() async throws {
    try await withClient([.set], registers: 3) { client, connection throws in
      for event in 0..<7 {
        #expect(try client.ask(.set) == nil)
        #expect(try connection.command("GET", Layout.key(of: event % 3)).text == text(event))
      }
    }
  }

  @Test func `it goes on where it was filled to`() async throws {
    try await withClient([.set], registers: 100, filled: 40) { client, connection throws in
      #expect(try connection.keyCount() == 40)
      #expect(try connection.command("GET", Layout.key(of: 39)).text == text(39))
      #expect(try client.ask(.set) == nil)
      #expect(try connection.command("GET", Layout.key(of: 40)).text == text(40))
    }
  }

  @Test func `all reads of a filled server are right`() async throws {
    try await withClient([.get], registers: 100, filled: 100) { client, _ throws in
      for _ in 0..<300 { #expect(try client.ask(.get) == nil) }
    }
  }

  @Test func `two sources share what they know`() async throws {
    try await withRedisServer { server in
      let shared = EventTraffic.Shared(registers: 2)
      let writer = try SingleStep(EventTraffic([.set, .delete], of: firehose, over: shared, seed: 5), server)
      let reader = try SingleStep(EventTraffic([.get], of: firehose, over: shared, seed: 6), server)
      for turn in 0..<20 {
        let flaw = try writer.ask(turn.isMultiple(of: 2) ? .set : .delete)
        #expect(flaw == nil)
        for _ in 0..<5 { #expect(try reader.ask(.get) == nil) }
      }
      try server.connect().command("FLUSHALL")
      #expect(try writer.ask(.set) == nil)
      try server.connect().command("FLUSHALL")
      let flaws = try (0..<20).compactMap { _ in try reader.ask(.get) }
      #expect(flaws.first == "stale")
    }
  }

  @Test func `with nothing to delete there is nothing more to ask`() async throws {
    try await withClient([.delete], registers: 3, filled: 2) { client, connection throws in
      #expect(try client.ask(.delete) == nil)
      #expect(try client.ask(.delete) == nil)
      var commands = CommandBuffer()
      #expect(client.source.next(&commands) == nil)
      #expect(commands.count == 0)
    }
  }

  @Test func `while every register is being written there is none to write`() {
    let source = EventTraffic([.set], of: firehose, over: .init(registers: 2), seed: 5)
    var commands = CommandBuffer()
    let requests = (0..<2).map { _ in source.next(&commands) }
    #expect(requests == [Request(.set, ticket: 0), Request(.set, ticket: 1)])
    #expect(source.next(&commands) == nil)
    source.refuse(Request(.set, ticket: 1))
    #expect(source.next(&commands) == Request(.set, ticket: 1))
  }

  // MARK: Meddled with

  @Test func `an event with a changed byte is damaged`() async throws {
    try await withClient([.set, .get]) { client, connection throws in
      _ = try client.ask(.set)
      try connection.command("SETRANGE", Layout.key(of: 0), "20", "!")
      #expect(try client.ask(.get) == "damaged")
    }
  }

  @Test(arguments: ["", "foreign", "{}"])
  func `what is no event is damaged`(value: String) async throws {
    try await withClient([.set, .get]) { client, connection throws in
      _ = try client.ask(.set)
      try connection.command("SET", Layout.key(of: 0), value)
      #expect(try client.ask(.get) == "damaged")
    }
  }

  @Test func `an older event is stale`() async throws {
    try await withClient([.set, .set, .get, .get]) { client, connection throws in
      _ = try client.ask(.set)
      _ = try client.ask(.set)
      try connection.command("SET", Layout.key(of: 0), text(0))
      #expect(try client.ask(.get) == "stale")
      try connection.command("SET", Layout.key(of: 0), text(1))
      #expect(try client.ask(.get) == nil)
    }
  }

  @Test func `an event that nobody wrote yet is unwritten`() async throws {
    try await withClient([.set, .get]) { client, connection throws in
      _ = try client.ask(.set)
      try connection.command("SET", Layout.key(of: 0), text(1))
      #expect(try client.ask(.get) == "unwritten")
    }
  }

  @Test(arguments: 0..<4)
  func `what is wrong is found whichever key it is in`(register: Int) async throws {
    try await withClient([.get], registers: 4, filled: 4) { client, connection throws in
      // The event of another key.
      try connection.command("COPY", Layout.key(of: (register + 1) % 4), Layout.key(of: register), "REPLACE")
      let flaws = Set(try (0..<100).map { _ in try client.ask(.get) })
      #expect(flaws == [nil, "unwritten"])
    }
  }

  @Test func `about half of the reads are of what was written last`() async throws {
    try await withClient([.get], registers: 1000, filled: 1000) { client, connection throws in
      try connection.command("DEL", Layout.key(of: 999))
      let flaws = try (0..<1000).map { _ in try client.ask(.get) }
      #expect((400...600).contains(flaws.count { $0 == "stale" }))
    }
  }

  @Test func `a key that somebody deleted is stale to a reader, and missing to who deletes it`() async throws {
    try await withClient([.set, .get, .delete, .get]) { client, connection throws in
      _ = try client.ask(.set)
      try connection.command("DEL", Layout.key(of: 0))
      #expect(try client.ask(.get) == "stale")
      #expect(try client.ask(.delete) == "missing")
      // And yet it is gone, as it should be.
      #expect(try client.ask(.get) == nil)
    }
  }

  @Test func `what comes back after its deletion is stale`() async throws {
    try await withClient([.set, .delete, .get]) { client, connection throws in
      _ = try client.ask(.set)
      _ = try client.ask(.delete)
      try connection.command("SET", Layout.key(of: 0), text(0))
      #expect(try client.ask(.get) == "stale")
    }
  }

  @Test func `a value of another type is an error, and the next read is judged as ever`() async throws {
    try await withClient([.set, .get, .get]) { client, connection throws in
      _ = try client.ask(.set)
      try connection.command("DEL", Layout.key(of: 0))
      try connection.command("LPUSH", Layout.key(of: 0), "list")
      #expect(try client.ask(.get) == "WRONGTYPE")
      try connection.command("SET", Layout.key(of: 0), text(0))
      #expect(try client.ask(.get) == nil)
    }
  }

  // MARK: Filling

  @Test func `a server that takes not all of them is an error`() async throws {
    let tight = ServerConfiguration().setting("maxmemory", "2mb").setting("maxmemory-policy", "noeviction")
    try await withRedisServer(tight) { server in
      let error = #expect(throws: FixtureError.self) {
        try EventTraffic.Shared(registers: 10_000).fill(10_000, of: firehose, into: server)
      }
      #expect(error.map { "\($0)" }?.contains("OOM") == true)
    }
  }
}
