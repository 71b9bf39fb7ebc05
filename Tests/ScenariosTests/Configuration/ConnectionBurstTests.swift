import RedisFixture
import Scenarios
import TestSupport
import Testing

@Suite("Connection burst", .blocking)
struct ConnectionBurstTests {
  private func burst(_ count: Int, _ configuration: ServerConfiguration) async throws -> ConnectionBurst {
    try await withRedisServer(configuration) { server in
      ConnectionBurst(of: count, to: server, greeting: try server.greeting(), within: .seconds(5))
    }
  }

  @Test(arguments: [ServerConfiguration.Listen.unixSocket, .tcp])
  func `all that are asked for at once are served`(listen: ServerConfiguration.Listen) async throws {
    let burst = try await burst(300, ServerConfiguration(listen: listen))
    #expect(burst.served == 300)
    #expect(burst.refusal == nil)
    #expect(burst.seconds > 0)
  }

  @Test func `each client logs in`() async throws {
    let burst = try await burst(30, ServerConfiguration().setting("requirepass", "hunter2"))
    #expect(burst.served == 30, "\(burst.refusal ?? "")")
  }

  @Test func `each client uses the names that the configuration gives`() async throws {
    let burst = try await burst(30, ServerConfiguration().setting("rename-command", "PING", "p1ng"))
    #expect(burst.served == 30, "\(burst.refusal ?? "")")
  }

  @Test func `a server that takes no more is not taken for one that does`() async throws {
    let burst = try await burst(50, ServerConfiguration().setting("maxclients", "20"))
    #expect(burst.served <= 20)
    // In its words or, where it had closed the connection before we asked, in those of this host.
    #expect(burst.refusal != nil)
  }

  @Test func `a server that died serves none`() async throws {
    try await withRedisServer { server in
      server.kill()
      let burst = ConnectionBurst(of: 2, to: server, greeting: [["PING"]], within: .seconds(1))
      #expect(burst.served == 0)
      #expect(burst.refusal != nil)
    }
  }
}
