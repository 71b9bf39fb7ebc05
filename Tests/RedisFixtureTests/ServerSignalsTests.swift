import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

@Suite("Server signals", .blocking, .serialized)
struct ServerSignalsTests {
  @Test func `a paused server answers when it goes on`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      try server.pause()
      #expect(server.state == "T")
      connection.append(["PING"])
      try connection.flush()
      server.resume()
      #expect(try connection.nextReply { $0.text } == "PONG")
    }
  }

  @Test func `a paused server is killed, and cannot be paused then`() async throws {
    try await withRedisServer { server in
      try server.pause()
      server.kill()
      #expect(server.processId == nil && server.state == nil)
      server.resume()
      try server.start()
      try server.pause()
    }
  }

  @Test func `a server at rest is paused between two fsyncs`() async throws {
    let configuration = try ServerConfiguration(lines: "appendonly yes\nappendfsync everysec\nsave \"\"\n")
    try await withRedisServer(configuration) { server in
      let connection = try server.connect()
      for key in 0..<64 { try connection.command("SET", "key\(key)", String(repeating: "x", count: 1 << 16)) }
      try wait(for: "a server at rest", within: .seconds(60)) { try server.pauseIfIdle() }
      #expect(server.state == "T")
    }
  }

  @Test func `a kill of the server alone leaves its rewrite, beside which it starts again`() async throws {
    let configuration = try ServerConfiguration(
      lines: "enable-debug-command yes\nappendonly yes\nappendfsync always\naof-use-rdb-preamble yes\nsave \"\"\n")
    var rewrite: [pid_t] = []
    try await withRedisServer(configuration) { server in
      let connection = try server.connect()
      try connection.command("SET", "key", "value")
      try connection.command("CONFIG", "SET", "rdb-key-save-delay", "1000000")
      try connection.command("DEBUG", "POPULATE", "1000")
      try connection.command("BGREWRITEAOF")
      try wait(for: "the rewrite", within: .seconds(10)) { processes(below: server.directory).count == 2 }
      server.killLeavingItsChild()
      #expect(server.processId == nil)
      rewrite = processes(below: server.directory)
      #expect(rewrite.count == 1)
      try server.start()
      #expect(try server.connect().command("GET", "key").text == "value")
      #expect(processes(below: server.directory).count == 2)
    }
    #expect(rewrite.allSatisfy { !FileManager.default.fileExists(atPath: "/proc/\($0)/exe") })
  }
}
