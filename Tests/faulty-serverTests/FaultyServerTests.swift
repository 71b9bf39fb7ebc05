import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

/// The built program, started by the fixture as if it were the server.
@Suite("Faulty server", .blocking, .serialized)
struct FaultyServerTests {
  /// Runs the body with a server that has the flaw.
  private func withFlaw(
    _ flaw: String, listen: ServerConfiguration.Listen = .unixSocket, _ body: (RedisServer) throws -> Void
  ) async throws {
    let directory = "\(NSTemporaryDirectory())/faulty-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let script = "\(directory)/server"
    try installProgram("#!/bin/sh\nexec '\(faultyServer)' \(flaw) redis-server \"$@\"\n", at: script)
    let configuration = ServerConfiguration(program: script, listen: listen).setting("appendonly", "yes")
    try await withRedisServer(configuration) { try body($0) }
  }

  /// Writes keys from several connections in pipelines, and gives how many the server holds then.
  private func load(_ keys: Int, into server: RedisServer) throws -> Int {
    let connections = try (0..<4).map { _ in try server.connect() }
    for key in 0..<keys { connections[key % 4].append(["SET", "event:\(key)", String(repeating: "v", count: 600)]) }
    for connection in connections { try connection.flush() }
    for key in 0..<keys {
      try connections[key % 4].nextReply { reply in
        if reply.text != "OK" { throw FixtureError.unexpected(command: "SET", reply: reply.text) }
      }
    }
    return try connections[0].keyCount()
  }

  /// The shortest time to the answer in several attempts: a host that stands still may lengthen some, not all.
  private func quickestAnswer(to words: [String], on connection: RedisConnection) throws -> Duration {
    try (0..<10).map { _ in
      let began = ContinuousClock.now
      _ = try connection.send(words)
      return ContinuousClock.now - began
    }.min()!
  }

  @Test func `without a flaw clients notice nothing`() async throws {
    try await withFlaw("none") { server throws in
      #expect(try load(10_000, into: server) == 10_000)
      #expect(try server.identity().name == "redis")
      try server.connect().command("CONFIG", "REWRITE")
      try server.restart()
      #expect(try server.connect().keyCount() == 10_000)
    }
  }

  @Test func `it listens at a port too`() async throws {
    try await withFlaw("none", listen: .tcp) { server throws in
      #expect(try load(100, into: server) == 100)
      try server.connect().command("CONFIG", "REWRITE")
      try server.restart()
      #expect(try server.connect().keyCount() == 100)
    }
  }

  @Test(arguments: [
    ("drop-writes 1000", 9_990), ("write-twice", 5_000), ("duplicate-writes", 10_000), ("foreign-keys 5", 10_005),
    ("idle-monitor", 10_000), ("fragmented-heap 80", 10_010), ("hide-errors", 10_000),
    ("late-writes 10 60000", 9_000), ("throttle 100000 100000 1", 10_000),
    ("refuse-connection 100", 10_000), ("forget-client 1000", 10_000),
  ])
  func `a flaw has its effect, and every write is answered`(flaw: String, held: Int) async throws {
    try await withFlaw(flaw) { server throws in
      #expect(try load(10_000, into: server) == held)
    }
  }

  @Test func `commands behind a late one keep their order`() async throws {
    try await withFlaw("delay-every 10 5") { server throws in
      let connection = try server.connect()
      for value in 0..<100 { connection.append(["RPUSH", "list", "\(value)"]) }
      try connection.flush()
      for length in 1...100 {
        let reply = try connection.nextReply { $0.integer }
        #expect(reply == length)
      }
      let elements = try connection.command("LRANGE", "list", "0", "-1").elements?.map(\.text)
      #expect(elements == (0..<100).map { "\($0)" })
    }
  }

  @Test func `a late write is done although no client writes any more`() async throws {
    try await withFlaw("late-writes 1 50") { server throws in
      let connection = try server.connect()
      #expect(try connection.command("SET", "key", "value").text == "OK")
      try wait(for: "the late write", within: .seconds(10)) { try connection.command("GET", "key").text == "value" }
    }
  }

  @Test func `a write behind its acknowledgement is there for whoever asks`() async throws {
    try await withFlaw("write-behind 60000", listen: .tcp) { server throws in
      #expect(try load(9_000, into: server) == 9_000)
      #expect(try server.connect().command("GET", "event:8999").text?.count == 600)
    }
  }

  @Test func `many clients share what a throttled server can do`() async throws {
    try await withFlaw("throttle 5000 2500 1", listen: .tcp) { server throws in
      #expect(try load(5_000, into: server) == 5_000)
    }
  }

  @Test func `a connection too many is closed, until another one ends`() async throws {
    try await withFlaw("refuse-connection 10") { server throws in
      var open: [RedisConnection] = []
      while let connection = try? server.connect(), (try? connection.command("PING")) != nil, open.count < 20 {
        open.append(connection)
      }
      #expect((1...9).contains(open.count))
      open.removeAll()
      try wait(for: "room for a connection", within: .seconds(10)) {
        (try? server.connect().command("PING")) != nil
      }
    }
  }

  @Test func `what a client sends during a freeze is answered after it`() async throws {
    try await withFlaw("freeze-on-rewrite 300") { server throws in
      let connection = try server.connect()
      let began = ContinuousClock.now
      try connection.command("BGREWRITEAOF")
      #expect(try load(1_000, into: server) == 1_000)
      #expect(ContinuousClock.now - began >= .milliseconds(300))
    }
  }

  @Test func `a forgotten client gets no more answers, all others do`() async throws {
    try await withFlaw("forget-client 2") { server throws in
      let connections = try (0..<4).map { _ in try server.connect() }
      for connection in connections { for _ in 0..<20 { try connection.command("PING") } }
      for connection in connections { connection.append(["SET", "key:\(ObjectIdentifier(connection))", "value"]) }
      for connection in connections { try connection.flush() }
      try wait(for: "the writes of the others", within: .seconds(10)) {
        try server.connect().keyCount() == 2
      }
    }
  }

  @Test func `a client too many is slow, and the others are not`() async throws {
    try await withFlaw("slow-client 3 200") { server throws in
      let connections = try (0..<3).map { _ in try server.connect() }
      let quickest = try connections.map { try quickestAnswer(to: ["PING"], on: $0) }
      #expect(quickest[0] < .milliseconds(200))
      #expect(quickest[1] < .milliseconds(200))
      #expect(quickest[2] >= .milliseconds(200))
    }
  }

  @Test func `reads of a consumer group are slow, and nothing else`() async throws {
    try await withFlaw("slow-group-reads 200") { server throws in
      let connection = try server.connect()
      try connection.command("XGROUP", "CREATE", "events", "writer", "0", "MKSTREAM")
      let read = ["XREADGROUP", "GROUP", "writer", "1", "STREAMS", "events", ">"]
      #expect(try quickestAnswer(to: read, on: connection) >= .milliseconds(200))
      #expect(try quickestAnswer(to: ["XLEN", "events"], on: connection) < .milliseconds(200))
    }
  }

  @Test func `reads are empty after a rewrite has begun`() async throws {
    try await withFlaw("empty-reads 60000") { server throws in
      let connection = try server.connect()
      try connection.command("SET", "key", "value")
      #expect(try connection.command("GET", "key").text == "value")
      try connection.command("BGREWRITEAOF")
      #expect(try connection.command("GET", "key") == .null)
      #expect(try connection.command("STRLEN", "key").integer == 5)
    }
  }

  @Test func `when the server is killed, the proxy ends`() async throws {
    try await withFlaw("none") { server throws in
      kill(try #require(server.processId), SIGKILL)
      try wait(for: "the end of the proxy", within: .seconds(10)) { server.processId == nil }
    }
  }

  @Test func `when the proxy is killed, the server dies`() async throws {
    try await withFlaw("none") { server throws in
      let id = try #require(server.processId)
      let proxy = try #require(ProcessStatus(of: id)?.parent)
      kill(proxy, SIGKILL)
      try wait(for: "the end of the server", within: .seconds(10)) {
        // A process that has ended and was not reaped has no program any more.
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/exe")) == nil
      }
    }
  }
}
