import MET001Testing
import RedisFixture
import Scenarios
import Testing

@Suite("Connections", .specification, .tags(.configuration))
struct ConnectionTests {
  @Test(.tags(.must)) func `CFG-05 connections and databases`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let connection = try server.connect()
      let live = try LiveSettings(connection)
      let clients = Int(try evidence.settings.number(.clients))
      let served = ServedConnections(upTo: clients, by: server, beside: connection)
      evidence.record(.clientsServed, served.count)
      if let refusal = served.refusal { evidence.note("The first connection that was not served: \(refusal).") }
      try evidence.record(
        settings: ["timeout", "tcp-keepalive", "tcp-backlog", "databases", "maxclients"], from: live)
    }
  }
}
