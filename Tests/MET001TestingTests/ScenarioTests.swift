import Firehose
import MET001
import MET001Testing
import RedisFixture
import Testing
import Workload

@Suite("Scenario", .serialized)
struct ScenarioTests {
  private let scenario: Scenario

  init() throws {
    scenario = try Scenario()
  }

  @Test func `it is what the specification says, at the scale of the run`() throws {
    let settings = try RunSettings.current
    #expect(scenario.seed == settings.seed)
    #expect(scenario.events == 0..<Int(try settings.number("buffer-events")))
    #expect(scenario.layout == (try settings.choice("layout")))
    #expect(scenario.throughput == (try settings.number("throughput")))
    let firehose = Firehose(seed: settings.seed, mix: try settings.choice("mix"))
    #expect(scenario.firehose.event(at: 5) == firehose.event(at: 5))
  }

  @Test func `only the ordered loader keeps the order of the events by their keys`() {
    #expect(scenario.loader.connections > 1)
    #expect(scenario.orderedLoader.connections == 1)
  }

  // MARK: Survivors

  @Test func `what the survivors lack was evicted before they were counted, and the limit is as it was`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let connection = try server.connect()
      _ = try scenario.loader.load(0..<3000, into: server)
      // Nearer than the answers to the reader are long.
      let limit = try connection.info("memory").integer("used_memory") + 8 * 1024
      try connection.command("CONFIG", "SET", "maxmemory", "\(limit)")
      let (survivors, evicted) = try scenario.survivorsWithoutLimit(of: 0..<3000, in: server)
      // The connection itself may have cost some.
      #expect(survivors.missing == evicted)
      #expect(survivors.damaged == 0)
      #expect(try connection.info("memory").integer("maxmemory") == limit)
    }
  }

  // MARK: Loss

  @Test func `writers that end at different events lose what was taken from them, and no more`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let clock = LedgerClock()
      // The first writer sends thrice as many events as the others.
      let ledgers = try scenario.writer.writeTogether(3, to: server, clock: clock) {
        $0.writes.count >= ($0.first == 0 ? 96 : 32)
      }
      #expect(ledgers.map(\.writes.count) == [96, 32, 32])
      var loss = try scenario.loss(of: ledgers, crash: clock.seconds, in: server)
      #expect(loss.acknowledged == 160)
      #expect([loss.lost, loss.phantom, loss.holes, loss.damaged, loss.reordered] == [0, 0, 0, 0, 0])

      let connection = try server.connect()
      // The third writer's second event; and what nobody sent.
      try connection.command("DEL", Layout.key(of: 5))
      try connection.command("SET", "foreign", "value")
      try connection.command("SET", Layout.key(of: 97), "of the second writer, who never came so far")
      loss = try scenario.loss(of: ledgers, crash: clock.seconds, in: server)
      #expect([loss.lost, loss.phantom, loss.holes, loss.damaged, loss.reordered] == [1, 2, 1, 1, 0])
      #expect(loss.window > 0)
    }
  }

  @Test func `where nobody wrote nothing is lost, and what is there is a phantom`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      #expect(
        try scenario.loss(of: [], crash: 1, in: server) == Loss(of: [], survivors: Survivors(of: 0..<0), crash: 1))
      try server.connect().command("SET", Layout.key(of: 0), "value")
      #expect(try scenario.loss(of: [WriteLedger(first: 0, stride: 1)], crash: 1, in: server).phantom == 1)
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
    #expect(server.program.hasSuffix(settings.redisServer))
    #expect(server.program.hasPrefix("/") && server.binary.hasPrefix("/"))
    #expect(!server.version.isEmpty)
    #expect(server.configurationSha256.utf8.count == 64)
  }
}
