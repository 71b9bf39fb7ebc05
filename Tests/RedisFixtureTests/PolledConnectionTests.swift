import Foundation
import Processes
import RESP
import RedisFixture
import TestSupport
import Testing

@Suite("Polled connection", .blocking, .serialized)
struct PolledConnectionTests {
  private func send(_ words: [String], over connection: PolledConnection) -> PolledConnection.Sending {
    [UInt8](command: words.map(\.utf8)).withUnsafeBytes { connection.send($0) }
  }

  /// Waits for an answer, and sends what is held meanwhile.
  private func nextReply(of connection: PolledConnection) throws -> Reply? {
    var reply: Reply?
    try wait(for: "an answer", within: .seconds(60)) {
      _ = connection.flush()
      let stands = connection.receive()
      reply = connection.nextReply { $0.isNull ? .null : .bytes(Array($0.bytes)) }
      return reply != nil || !stands
    }
    return reply
  }

  private func bytes(_ text: String) -> Reply { .bytes(Array(text.utf8)) }

  @Test func `answers come in order, each once`() async throws {
    try await withRedisServer { server in
      let connection = try PolledConnection(server.connect())
      for number in 0..<100 { #expect(send(["ECHO", "\(number)"], over: connection) == .done) }
      for number in 0..<100 { #expect(try nextReply(of: connection) == bytes("\(number)")) }
      #expect(connection.receive())
      #expect(connection.nextReply { _ in } == nil)
    }
  }

  @Test func `while nothing has arrived it does not wait`() async throws {
    try await withRedisServer { server in
      let connection = try PolledConnection(server.connect())
      try server.pause()
      #expect(send(["PING"], over: connection) == .done)
      #expect(connection.receive())
      #expect(connection.nextReply { _ in } == nil)
      server.resume()
      #expect(try nextReply(of: connection) == bytes("PONG"))
    }
  }

  @Test func `what a server that stands still does not take is held, and arrives in order`() async throws {
    try await withRedisServer { server in
      let connection = try PolledConnection(server.connect())
      try server.pause()
      let value = (0..<200_000).map { "\($0) " }.joined()
      #expect(send(["SET", "key", value], over: connection) == .held)
      // Behind it, though it is small.
      #expect(send(["GET", "key"], over: connection) == .held)
      #expect(send(["ECHO", "last"], over: connection) == .held)
      #expect(connection.flush() == .held)
      server.resume()
      #expect(try nextReply(of: connection) == bytes("OK"))
      #expect(try nextReply(of: connection) == bytes(value))
      #expect(try nextReply(of: connection) == bytes("last"))
      #expect(connection.flush() == .done)
      #expect(send(["ECHO", "later"], over: connection) == .done)
      #expect(try nextReply(of: connection) == bytes("later"))
    }
  }

  @Test func `with a server that is gone it is lost`() async throws {
    try await withRedisServer { server in
      let connection = try PolledConnection(server.connect())
      let holding = try PolledConnection(server.connect())
      try server.pause()
      #expect(send(["SET", "key", String(repeating: "x", count: 10_000_000)], over: holding) == .held)
      server.kill()
      #expect(send(["PING"], over: connection) == .lost)
      #expect(!connection.receive())
      #expect(holding.flush() == .lost)
    }
  }

  @Test func `answers that came before its end are read`() async throws {
    try await withRedisServer { server in
      let connection = try PolledConnection(server.connect())
      #expect(send(["ECHO", "before"], over: connection) == .done)
      #expect(send(["QUIT"], over: connection) == .done)
      #expect(try nextReply(of: connection) == bytes("before"))
      #expect(try nextReply(of: connection) == bytes("OK"))
      #expect(try nextReply(of: connection) == nil)
    }
  }
}
