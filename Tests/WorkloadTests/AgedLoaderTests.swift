import Firehose
import Processes
import RedisFixture
import TestSupport
import Testing
import Workload

@Suite("Aged loader", .blocking, .serialized)
struct AgedLoaderTests {
  private static let oldest = 1000
  private let firehose = Firehose(seed: 31, mix: .default)

  private func withLoader(
    into server: ServerConfiguration = ServerConfiguration(), forge: ServerConfiguration = ServerConfiguration(),
    _ body: (AgedLoader, RedisServer) throws -> Void
  ) async throws {
    try await withRedisServer(server) { server in
      try await withRedisServer(forge) { forge in
        try body(try AgedLoader(firehose: firehose, server: server, forge: forge, oldest: Self.oldest), server)
      }
    }
  }

  /// Expects that the loader's command is refused.
  private func expectRefusal(
    of command: String, saying words: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    let error = #expect(throws: FixtureError.self, sourceLocation: sourceLocation, performing: body)
    guard case .refused(command, let reply)? = error, reply.contains(words) else {
      Issue.record("expected a refusal, not \(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
  }

  @Test(arguments: [1, 127, 128, 129, 300])
  func `the events are there, byte for byte`(count: Int) async throws {
    try await withLoader { loader, server in
      try loader.append(0..<count)
      let survivors = try BufferVerifier(firehose: firehose, layout: .keys).survivors(of: 0..<count, in: server)
      #expect(survivors.intact == count)
      #expect(survivors.foreign == 0)
    }
  }

  @Test func `each event is a second younger than the one before`() async throws {
    try await withLoader { loader, _ in
      try loader.append(0..<300)
      try loader.append(300..<600)
      for event in stride(from: 0, to: 600, by: 50) {
        // Generous: what passes meanwhile is added, and the server's clock for ages may be late.
        let idle = try #require(try loader.idleTime(of: event))
        #expect((-5...120).contains(idle - (Self.oldest - event)))
      }
      #expect(try loader.idleTime(of: 600) == nil)
    }
  }

  @Test func `an event younger than now is of now`() async throws {
    try await withLoader { loader, _ in
      try loader.append(Self.oldest + 10..<Self.oldest + 12)
      let idle = try #require(try loader.idleTime(of: Self.oldest + 11))
      #expect((0...120).contains(idle))
    }
  }

  @Test func `what was read is of now, and the rest keeps its age`() async throws {
    try await withLoader { loader, server in
      try loader.append(0..<200)
      try server.connect().command("DEL", "event:" + String(repeating: "0", count: 18) + "7")
      #expect(try loader.read([3, 7, 150, 200]) == [3, 150])
      #expect(try (0..<200).filter { try loader.idleTime(of: $0) ?? .max < 120 } == [3, 150])
      #expect(try loader.read([]) == [])
    }
  }

  @Test func `the server takes the oldest for those that were not used for longest`() async throws {
    let policy = ServerConfiguration().setting("maxmemory-policy", "allkeys-lru").setting("maxmemory-samples", "10")
    try await withLoader(into: policy) { loader, server in
      let connection = try server.connect()
      func used() throws -> Int { try connection.info("memory").integer("used_memory") }
      let empty = try used()
      try loader.append(0..<900)
      let limit = try (empty + used()) / 2
      try connection.command("CONFIG", "SET", "maxmemory", "\(limit)")
      try wait(for: "the end of the eviction", within: .seconds(60)) { try used() <= limit }
      try connection.command("CONFIG", "SET", "maxmemory", "0")
      let survival = try BufferVerifier(firehose: firehose, layout: .keys).survivors(of: 0..<900, in: server).survival
      #expect((300...600).contains(survival.evicted))
      // By chance it were a half.
      #expect(survival.weightedError(among: 900) < 0.2)
      #expect(survival.evictedShare(ofYoungest: 0.1) < 0.1)
    }
  }

  // MARK: Refused

  @Test func `an event that is there already is refused`() async throws {
    try await withLoader { loader, _ in
      try loader.append(0..<10)
      expectRefusal(of: "RESTORE", saying: "BUSYKEY") { try loader.append(5..<15) }
    }
  }

  @Test func `a server without room refuses`() async throws {
    let full = ServerConfiguration().setting("maxmemory", "1").setting("maxmemory-policy", "noeviction")
    try await withLoader(into: full) { loader, _ in
      expectRefusal(of: "RESTORE", saying: "OOM") { try loader.append(0..<10) }
    }
  }

  @Test func `a forge without room makes no event, and none of another's bytes`() async throws {
    let full = ServerConfiguration().setting("maxmemory", "1").setting("maxmemory-policy", "noeviction")
    try await withLoader(forge: full) { loader, server in
      expectRefusal(of: "SET", saying: "OOM") { try loader.append(0..<10) }
      let keys = try server.connect().keyCount()
      #expect(keys == 0)
    }
  }

  @Test func `a server that counts uses knows no idle time`() async throws {
    let counting = ServerConfiguration().setting("maxmemory-policy", "allkeys-lfu")
    try await withLoader(into: counting) { loader, _ in
      try loader.append(0..<10)
      #expect(throws: FixtureError.self) { try loader.idleTime(of: 3) }
    }
  }
}
