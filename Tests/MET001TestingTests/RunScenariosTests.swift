import Firehose
import MET001
import MET001Testing
import RedisFixture
import Scenarios
import TestSupport
import Testing

@Suite("What a run gives to scenarios", .blocking, .serialized)
struct RunScenariosTests {
  @Test func `a load is what the specification says, at the scale of the run`() throws {
    let settings = try RunSettings.current
    let eventLoad = try EventLoad.specified()
    #expect(eventLoad.seed == settings.seed)
    #expect(eventLoad.events == 0..<Int(try settings.number(.bufferEvents)))
    #expect(eventLoad.layout == (try settings.choice(.layout)))
    #expect(eventLoad.throughput == (try settings.number(.throughput)))
    let firehose = Firehose(seed: settings.seed, mix: try settings.choice(.mix))
    #expect(eventLoad.firehose.event(at: 5) == firehose.event(at: 5))
  }

  @Test func `the servers are those under test, with what the scenario sets otherwise`() async throws {
    let factory = ServersUnderTest()
    func small(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxmemory", "12mb")
    }
    try await factory.withServer(adjust: small) { server in
      #expect(try server.connect().info("memory").integer("maxmemory") == 12 << 20)
      let program = try RunSettings.current.redisServer
      #expect(server.configuration.program == program)
    }
  }

  // MARK: Server under test

  @Test func `a scaled server has the profile's share of the memory, beside what does not scale`() async throws {
    let scale = try RunSettings.current.profile.scale
    let whole = try await withServerUnderTest(scaled: false) { server in
      try server.connect().info("memory").integer("maxmemory")
    }
    try await withServerUnderTest(scaled: true) { server in
      let info = try server.connect().info("memory")
      let fixed = scale == 1 ? 0 : try info.integer("used_memory_startup") + 24 * 64 * 1024
      #expect(try info.integer("maxmemory") == fixed + Int(Double(whole) * scale))
    }
  }

  @Test func `the evidence names the server once, however often it is started`() async throws {
    let settings = try RunSettings.current
    let evidence = Evidence(of: settings.specification.controls[0], in: settings)
    try await Evidence.$current.withValue(evidence) {
      for _ in 0..<2 { try await withServerUnderTest(scaled: false) { _ in } }
    }
    let server = try #require(evidence.collected.components.first)
    #expect(evidence.collected.components.count == 1)
    #expect(server.role == .server)
    // What was asked for, whether or not the process executes something else.
    #expect(server.program?.hasSuffix(settings.redisServer) == true)
    #expect([server.program, server.binary].allSatisfy { $0?.hasPrefix("/") == true })
    #expect(!server.version.isEmpty)
    #expect(server.configurationSha256?.utf8.count == 64)
  }
}
