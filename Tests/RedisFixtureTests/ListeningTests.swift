import Host
import RedisConfiguration
import RedisFixture
import TestSupport
import Testing

@Suite("Listening", .blocking)
struct ListeningTests {
  private func listening(_ text: String) throws -> Listening { Listening(of: try ConfigurationFile(text: text)) }

  @Test(arguments: [
    ("bind 127.0.0.1 -::1", "127.0.0.1"), ("bind -::1 127.0.0.2", "127.0.0.2"),
    ("bind \"127.0.0.1 -::1\"", "127.0.0.1"),
    ("bind 10.0.0.1\nbind 127.0.0.1", "127.0.0.1"),
  ])
  func `addresses of the loopback interface are left as they are`(text: String, host: String) throws {
    let listening = try listening(text)
    #expect(listening.host == host)
    #expect(listening.replacement == nil && listening.replaced == nil)
  }

  @Test func `a name that resolves to the loopback interface is left as it is`() throws {
    let listening = try listening("bind localhost\n")
    // Only a word with a colon is bound over IPv6, whatever the resolver names first.
    #expect(listening.host == "127.0.0.1")
    #expect(listening.replacement == nil)
  }

  @Test(arguments: [
    ("hz 10", "*"), ("bind *", "*"), ("bind 0.0.0.0", "0.0.0.0"), ("bind 10.1.2.3", "10.1.2.3"),
    ("bind * -::*", "* -::*"),
  ])
  func `what others could reach, or is not of this host, is replaced`(text: String, replaced: String) throws {
    let listening = try listening(text)
    #expect(listening.host == "127.0.0.1")
    #expect(listening.replacement == ["127.0.0.1"])
    #expect(listening.replaced == replaced)
  }

  @Test func `of several addresses those of the loopback interface stay`() throws {
    let listening = try listening("bind 10.1.2.3 127.0.0.1\n")
    #expect(listening.replacement == ["127.0.0.1"])
    #expect(listening.replaced == "10.1.2.3 127.0.0.1")
  }

  @Test(arguments: ["port 0", "bind \"\"", "port 0\ntls-port 0"])
  func `a server without TCP has no address`(text: String) throws {
    #expect(try listening(text) == Listening(of: try ConfigurationFile(text: "port 0\n")))
    #expect(try listening(text).host == nil)
  }

  @Test func `clients of a server that only speaks TLS come without it`() throws {
    #expect(try listening("port 0\ntls-port 6380\nbind 127.0.0.1\n").host == "127.0.0.1")
  }

  @Test(arguments: ["bind 0.0.0.0", "hz 10", "bind 10.1.2.3", "bind localhost", "bind 127.0.0.1"])
  func `a started server listens at the loopback interface alone`(text: String) async throws {
    let configuration = ServerConfiguration(file: try ConfigurationFile(text: text), listen: .tcp)
    try await withRedisServer(configuration) { server throws in
      let sockets = listeningSockets(of: server.unit)
      #expect(!sockets.isEmpty && sockets.allSatisfy { $0.reach == .loopback })
      #expect(try server.connect().command("PING").text == "PONG")
    }
  }

  @Test func `the unit is all that was started with the server, wherever it went`() async throws {
    try await withTemporaryDirectory { directory in
      let wrapper = "\(directory)/wrapper"
      try installProgram(
        "#!/bin/sh\n(setsid sh -c 'cd /; exec sleep 60' </dev/null >/dev/null 2>&1 &)\nexec redis-server \"$@\"\n",
        at: wrapper)
      try await withRedisServer(ServerConfiguration(program: wrapper)) { server in
        let process = try #require(server.processId)
        #expect(server.unit.count == 2)
        #expect(server.unit.contains(process))
      }
    }
  }

  @Test func `the kernel tells the backlog that it grants`() async throws {
    for listen in [ServerConfiguration.Listen.unixSocket, .tcp] {
      let configuration = ServerConfiguration(listen: listen).setting("tcp-backlog", "7")
      try await withRedisServer(configuration) { server throws in
        #expect(try server.grantedBacklog() == 7)
      }
    }
  }
}
