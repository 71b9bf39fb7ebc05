import Host
import MET001
import MET001Testing
import RedisFixture
import Testing

@Suite("Connections", .specification, .tags(.configuration))
struct ConnectionTests {
  @Test(.tags(.must)) func `CFG-05 connections and databases`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let connection = try server.connect()
      let live = try LiveSettings(connection)
      evidence.record(.clientsServed, try clientsServed(by: server, beside: connection))
      try evidence.record(
        settings: ["timeout", "tcp-keepalive", "tcp-backlog", "databases", "maxclients"], from: live)
    }
  }

  /// How many connections the server serves at the same time, up to what the specification asks for.
  private func clientsServed(by server: RedisServer, beside connection: RedisConnection) throws -> Int {
    guard case .number(let clients)? = evidence.settings.specification.value(of: "clients", in: .full) else {
      return 0
    }
    raiseOpenFileLimit(to: Int(clients) + 256)
    var open = [connection]
    while open.count < Int(clients) {
      guard let next = try? server.connect(), case .status("PONG")? = try? next.send(["PING"]) else { break }
      open.append(next)
    }
    // All of them are still there, and each is answered.
    return open.count { (try? $0.send(["PING"])) == .status("PONG") }
  }
}
