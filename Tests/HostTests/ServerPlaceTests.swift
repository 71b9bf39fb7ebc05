import Host
import Processes
import RedisConfiguration
import RedisFixture
import TestSupport
import Testing

@Suite("Where a server runs", .blocking)
struct ServerPlaceTests {
  private func configuration() throws -> ServerConfiguration {
    ServerConfiguration(file: try ConfigurationFile(text: "bind 127.0.0.1\n"), listen: .tcp)
  }

  @Test func `A server of this host is found by its process, over TCP and by its socket`() async throws {
    try await withRedisServer(configuration()) { server in
      let process = try #require(server.processId)
      let socket = try #require(try server.connect().configuration("unixsocket")["unixsocket"])
      guard case .tcp(let host, let port) = server.endpoint else { return #expect(Bool(false), "no TCP") }
      #expect(ServerPlace(ofProcess: Int(process), host: host, port: port) == .here(process))
      #expect(ServerPlace(ofProcess: Int(process), host: "localhost", port: port) == .here(process))
      #expect(ServerPlace(ofProcess: Int(process), socketPath: socket) == .here(process))
      // Whoever listens here, it is not the process that the server says it is: a proxy.
      #expect(ServerPlace(ofProcess: 1, host: host, port: port) == .elsewhere)
      #expect(ServerPlace(ofProcess: 1, socketPath: socket) == .elsewhere)
    }
  }

  @Test func `Where nobody listens, nobody is`() {
    #expect(ServerPlace(ofProcess: 1, host: "127.0.0.1", port: 1) == .elsewhere)
    #expect(ServerPlace(ofProcess: 1, socketPath: "/no/such.sock") == .elsewhere)
  }
}
