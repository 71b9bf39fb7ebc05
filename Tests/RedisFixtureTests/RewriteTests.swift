import Foundation
import Processes
import RedisFixture
import Testing

@Suite("Rewrite", .serialized)
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
      #expect(throws: SystemError.timedOut(waitingFor: "the end of a rewrite", within: .milliseconds(50))) {
        try connection.waitForRewrite(within: .milliseconds(50))
      }
      try connection.command("CONFIG", "SET", "rdb-key-save-delay", "0")
      let children = processes(below: server.directory).filter { $0 != server.processId }
      for child in children { kill(child, SIGKILL) }
      #expect(try connection.waitForRewrite(within: .seconds(60)) == "ok")
      #expect(try AppendOnlyFileSet(in: server.dataDirectory).base?.hasSuffix(".2.base.rdb") == true)
    }
  }

  @Test func `one that does not end in time is told, and so is one that is under way`() async throws {
    try await withRedisServer(configuration) { server in
      _ = try slow(server)
      #expect(throws: SystemError.timedOut(waitingFor: "the end of a rewrite", within: .milliseconds(50))) {
        try server.rewrite(within: .milliseconds(50))
      }
      #expect(throws: FixtureError.self) { try server.rewrite() }
    }
  }

  @Test func `one that failed is not ok`() async throws {
    try await withRedisServer(configuration) { server in
      let connection = try slow(server)
      try connection.command("BGREWRITEAOF")
      let children = processes(below: server.directory).filter { $0 != server.processId }
      #expect(children.count == 1)
      for child in children { kill(child, SIGKILL) }
      #expect(try connection.waitForRewrite(within: .seconds(60)) == "err")
    }
  }

  @Test func `a server that is down rewrites nothing`() async throws {
    try await withRedisServer(configuration) { server in
      server.kill()
      #expect(throws: FixtureError.self) { try server.rewrite() }
    }
  }
}
