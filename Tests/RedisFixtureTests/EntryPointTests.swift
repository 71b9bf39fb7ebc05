import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

/// Servers behind a shell that starts them and waits.
@Suite("Entry point", .blocking, .serialized)
struct EntryPointTests {
  /// A server that is started by this shell script, with the path of its redis.conf as `$1`.
  private func withServer(_ script: String, _ body: (RedisServer) throws -> Void) async throws {
    try await withTemporaryDirectory { directory in
      let program = "\(directory)/entrypoint"
      try installProgram("#!/bin/sh\n\(script)\n", at: program)
      var configuration = try ServerConfiguration(lines: "enable-debug-command yes\nappendonly yes\nsave \"\"\n")
      configuration.program = program
      try await withRedisServer(configuration) { server in try body(server) }
    }
  }

  private let waiting = "redis-server \"$@\" & server=$!; trap 'kill -TERM $server; wait $server' TERM; wait $server"

  /// Begins a rewrite that goes on for a quarter of an hour.
  ///
  /// - Returns: its process.
  private func slowRewrite(of server: RedisServer) throws -> pid_t {
    let connection = try server.connect()
    try connection.command("CONFIG", "SET", "rdb-key-save-delay", "1000000")
    try connection.command("DEBUG", "POPULATE", "1000")
    try connection.command("BGREWRITEAOF")
    // Its child tells the server once how far it is. Were there nobody to be told, it would end.
    try wait(for: "the rewrite's first key", within: .seconds(60)) {
      try connection.info("persistence")["current_save_keys_processed"].flatMap { Int($0) } ?? 0 > 0
    }
    return try #require(server.forkedChild)
  }

  @Test func `the process that serves is paused and looked at, not the one that waits`() async throws {
    try await withServer(waiting) { server in
      let own = try #require(server.processId)
      #expect(try server.connect().info("server")["process_id"] == "\(own)")
      try server.pause()
      #expect(ProcessStatus(of: own)?.state == "T")
      server.resume()
      try server.connect().command("PING")
    }
  }

  @Test func `a server in a session of its own is killed too, with what it forked`() async throws {
    let session = "setsid redis-server \"$@\" & server=$!; trap 'kill -TERM $server; wait $server' TERM; wait $server"
    try await withServer(session) { server in
      for leavesChild in [false, true] {
        let own = try #require(server.processId)
        let child = try slowRewrite(of: server)
        if leavesChild { server.killLeavingItsChild() } else { server.kill() }
        #expect(ProcessStatus(of: own).map { $0.state == "Z" } ?? true)
        #expect((ProcessStatus(of: child).map { $0.state == "Z" } ?? true) == !leavesChild)
        kill(child, SIGKILL)
        try server.start()
      }
    }
  }

  @Test func `one that passes SIGTERM on is heeded, whatever it says itself`() async throws {
    try await withServer("\(waiting); exit 7") { server in
      #expect(server.stop())
      #expect(server.unheededStops == 0)
      try server.start()
    }
  }

  @Test func `one that does not pass it on is counted`() async throws {
    try await withServer("setpriv --pdeathsig KILL -- redis-server \"$@\" & wait $!") { server in
      #expect(!server.stop())
      try server.start()
      #expect(!server.stop())
      #expect(server.unheededStops == 2)
    }
  }

  @Test func `a server alone that ends itself is heeded`() async throws {
    try await withServer("exec redis-server \"$@\"") { server in
      #expect(server.stop())
      #expect(server.stop())
      #expect(server.unheededStops == 0)
    }
  }

  @Test func `the child of a rewrite is told from what the entry point left behind`() async throws {
    try await withServer("sleep 600 </dev/null >/dev/null 2>&1 & exec redis-server \"$@\"") { server in
      #expect(server.forkedChild == nil)
      let child = try slowRewrite(of: server)
      #expect(ProcessStatus(of: child)?.parent == server.processId)
      kill(child, SIGKILL)
      #expect(try server.connect().waitForRewrite(within: .seconds(10)) == "err")
    }
  }

  @Test func `a server that something else has started again is another`() async throws {
    try await withServer("redis-server \"$@\" & wait $!; redis-server \"$@\" & wait $!") { server in
      #expect(try !server.isAnother())
      kill(try #require(server.processId), SIGKILL)
      try wait(for: "the next server", within: .seconds(10)) { (try? server.connect().command("PING")) != nil }
      #expect(try server.isAnother())
    }
  }
}
