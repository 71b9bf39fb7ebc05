import RedisFixture
import Scenarios
import Testing

@Suite("Served connections")
struct ServedConnectionsTests {
  private let few = ServerConfiguration().setting("maxclients", "20")

  @Test func `as many are served as are asked for, with the one that was there`() async throws {
    try await withRedisServer(few) { server in
      let served = ServedConnections(upTo: 20, by: server, beside: try server.connect())
      #expect(served.count == 20)
      #expect(served.refusal == nil)
    }
  }

  @Test func `a server that takes no more is not taken for one that does`() async throws {
    try await withRedisServer(few) { server in
      let served = ServedConnections(upTo: 21, by: server, beside: try server.connect())
      #expect(served.count == 20)
      // In its words or, where it had closed the connection before we asked, in those of this host.
      #expect(served.refusal != nil)
    }
  }

  @Test func `a server that died serves none`() async throws {
    try await withRedisServer { server in
      let first = try server.connect()
      server.kill()
      let served = ServedConnections(upTo: 2, by: server, beside: first)
      #expect(served.count == 0)
      #expect(served.refusal != nil)
    }
  }
}
