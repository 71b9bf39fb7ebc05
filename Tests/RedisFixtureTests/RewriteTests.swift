import Foundation
import Processes
import RedisFixture
import Synchronization
import TestSupport
import Testing

@Suite("Rewrite", .blocking, .serialized)
struct RewriteTests {
  private let configuration: ServerConfiguration

  init() throws {
    configuration = try ServerConfiguration(lines: "appendonly yes\nappendfsync always\nsave \"\"\n")
  }

  /// Makes a rewrite of this server last until it is killed or told to go on.
  private func slow(_ server: RedisServer) throws -> RedisConnection {
    let connection = try server.connect()
    for key in 0..<100 { try connection.command("SET", "key\(key)", "value") }
    try connection.command("CONFIG", "SET", "rdb-key-save-delay", "10000000")
    return connection
  }

  /// What the server forked.
  private func children(of server: RedisServer) -> [pid_t] {
    processes(below: server.directory).filter { $0 != server.processId }
  }

  @Test func `it is over when the files are new`() async throws {
    try await withRedisServer(configuration) { server in
      let connection = try server.connect()
      try connection.command("SET", "key", "value")
      let before = try AppendOnlyFileSet(in: server.dataDirectory)
      #expect(try server.rewrite() == "ok")
      let after = try AppendOnlyFileSet(in: server.dataDirectory)
      #expect(after.base != before.base && after.incrementals != before.incrementals)
      #expect(try connection.info("persistence")["aof_rewrite_in_progress"] == "0")
      // As often as one likes.
      #expect(try server.rewrite() == "ok")
      server.kill()
      try server.start()
      #expect(try server.connect().command("GET", "key").text == "value")
    }
  }

  @Test func `one that waits for a snapshot is waited for too`() async throws {
    try await withRedisServer(configuration) { server in
      let connection = try slow(server)
      try connection.command("BGSAVE")
      try connection.command("BGREWRITEAOF")
      #expect(try connection.info("persistence")["aof_rewrite_scheduled"] == "1")
      #expect(throws: FixtureError.timedOut(waitingFor: "the end of a rewrite", within: .milliseconds(50))) {
        try connection.waitForRewrite(within: .milliseconds(50))
      }
      try connection.command("CONFIG", "SET", "rdb-key-save-delay", "0")
      for child in children(of: server) { kill(child, SIGKILL) }
      #expect(try connection.waitForRewrite(within: .seconds(60)) == "ok")
      #expect(try AppendOnlyFileSet(in: server.dataDirectory).base?.hasSuffix(".2.base.rdb") == true)
    }
  }

  @Test func `one that does not end in time is told`() async throws {
    try await withRedisServer(configuration) { server in
      _ = try slow(server)
      #expect(throws: FixtureError.timedOut(waitingFor: "the end of a rewrite", within: .milliseconds(50))) {
        _ = try server.rewrite(within: .milliseconds(50))
      }
    }
  }

  @Test(arguments: ["BGREWRITEAOF", "BGSAVE"])
  func `one that is asked for waits for what runs, and is judged by its own end`(command: String) async throws {
    try await withRedisServer(configuration) { server in
      let connection = try slow(server)
      try connection.command(command)
      let held = children(of: server)
      #expect(held.count == 1)
      for child in held { kill(child, SIGSTOP) }
      var asked = 0
      #expect(throws: FixtureError.timedOut(waitingFor: "the end of a rewrite", within: .milliseconds(50))) {
        _ = try server.rewrite(within: .milliseconds(50), whenAsked: { asked += 1 })
      }
      #expect(throws: FixtureError.timedOut(waitingFor: "the begin of a rewrite", within: .milliseconds(50))) {
        try connection.beginRewrite(within: .milliseconds(50))
      }
      #expect(asked == 0)
      try connection.command("CONFIG", "SET", "rdb-key-save-delay", "0")
      var status = ""
      try concurrently(
        { status = try server.rewrite(whenAsked: { asked += 1 }) },
        { for child in held { kill(child, SIGKILL) } })
      #expect(status == "ok" && asked == 1)
      #expect(try AppendOnlyFileSet(in: server.dataDirectory).base?.hasSuffix(".2.base.rdb") == true)
    }
  }

  @Test func `none is refused beside those that the server begins by itself`() async throws {
    try await withRewritingServer { server in
      let asks = 200
      var asked = 0
      let ends = try (0..<asks).map { _ in try server.rewrite(whenAsked: { asked += 1 }) }
      #expect(ends.allSatisfy { $0 == "ok" })
      #expect(asked > asks, "the server began some between the look and the command")
    }
  }

  @Test func `a server that is held off begins none by itself`() async throws {
    try await withRewritingServer { server in
      let connection = try server.connect()
      func begun() throws -> Int { try connection.info("persistence").integer("aof_rewrites") }
      try wait(for: "a rewrite", within: .seconds(60)) { try begun() > 0 }
      try server.holdOffRewrites(within: .seconds(60))
      let before = try begun()
      try wait(for: "one to be due", within: .seconds(60)) {
        let info = try connection.info("persistence")
        return try info.integer("aof_current_size") > 2 * info.integer("aof_base_size")
      }
      #expect(try begun() == before)
      #expect(try server.rewrite() == "ok")
      #expect(try begun() == before + 1)
    }
  }

  /// A server that begins one rewrite after the other, beside a client that writes.
  private func withRewritingServer(_ body: (RedisServer) throws -> Void) async throws {
    let configuration = try ServerConfiguration(
      lines: "appendonly yes\nsave \"\"\nhz 500\nauto-aof-rewrite-min-size 1\nauto-aof-rewrite-percentage 1\n")
    try await withRedisServer(configuration) { server in
      try beside(
        { try body(server) },
        { isOver in
          let connection = try server.connect()
          while !isOver.load(ordering: .acquiring) { try connection.command("SET", "key", "value") }
        })
    }
  }

  @Test func `one that failed is not ok`() async throws {
    try await withRedisServer(configuration) { server in
      let connection = try slow(server)
      try connection.command("BGREWRITEAOF")
      let children = children(of: server)
      #expect(children.count == 1)
      for child in children { kill(child, SIGKILL) }
      #expect(try connection.waitForRewrite(within: .seconds(60)) == "err")
    }
  }

  @Test func `a server that is down rewrites nothing`() async throws {
    try await withRedisServer(configuration) { server in
      server.kill()
      #expect(throws: FixtureError.self) { try server.rewriteWell() }
    }
  }
}
