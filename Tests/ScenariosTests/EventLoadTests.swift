import Firehose
import RedisFixture
import Scenarios
import TestSupport
import Testing
import Workload

@Suite("Event load", .blocking, .serialized)
struct EventLoadTests {
  private let eventLoad = EventLoad(
    seed: 3, events: 0..<3000, mix: .default, layout: .keys, throughput: 1000, pacedSeconds: 1)

  @Test func `its events are those of its seed and mix`() {
    #expect(eventLoad.firehose.event(at: 5) == Firehose(seed: 3, mix: .default).event(at: 5))
  }

  @Test func `only the ordered loader keeps the order of the events by their keys`() {
    #expect(eventLoad.loader.connections > 1)
    #expect(eventLoad.orderedLoader.connections == 1)
  }

  // MARK: Survivors

  @Test func `what the survivors lack was evicted before they were counted, and the limit is as it was`() async throws {
    try await withRedisServer(ServerConfiguration().setting("maxmemory-policy", "allkeys-lru")) { server in
      let connection = try server.connect()
      _ = try eventLoad.loader.load(0..<3000, into: server)
      // Nearer than the answers to the reader are long.
      let limit = try connection.info("memory").integer("used_memory") + 8 * 1024
      try connection.command("CONFIG", "SET", "maxmemory", "\(limit)")
      let (survivors, evicted) = try eventLoad.survivorsWithoutLimit(of: 0..<3000, in: server, phases: .untold)
      // The connection itself may have cost some.
      #expect(survivors.missing == evicted)
      #expect(survivors.damaged == 0)
      #expect(try connection.info("memory").integer("maxmemory") == limit)
    }
  }

  // MARK: Loss

  @Test func `writers that end at different events lose what was taken from them, and no more`() async throws {
    try await withRedisServer { server in
      let clock = LedgerClock()
      // The first writer sends thrice as many events as the others.
      let ledgers = try eventLoad.writer.writeTogether(3, to: server, clock: clock) {
        $0.writes.count >= ($0.first == 0 ? 96 : 32)
      }
      #expect(ledgers.map(\.writes.count) == [96, 32, 32])
      var loss = try eventLoad.loss(of: ledgers, crash: clock.seconds, in: server)
      #expect(loss.acknowledged == 160)
      #expect([loss.lost, loss.phantom, loss.holes, loss.damaged, loss.reordered] == [0, 0, 0, 0, 0])

      let connection = try server.connect()
      // The third writer's second event; and what nobody sent.
      try connection.command("DEL", Layout.key(of: 5))
      try connection.command("SET", "foreign", "value")
      try connection.command("SET", Layout.key(of: 97), "of the second writer, who never came so far")
      loss = try eventLoad.loss(of: ledgers, crash: clock.seconds, in: server)
      #expect([loss.lost, loss.phantom, loss.holes, loss.damaged, loss.reordered] == [1, 2, 1, 1, 0])
      #expect(loss.window > 0)
    }
  }

  @Test func `where nobody wrote nothing is lost, and what is there is a phantom`() async throws {
    try await withRedisServer { server in
      #expect(
        try eventLoad.loss(of: [], crash: 1, in: server) == Loss(of: [], survivors: Survivors(of: 0..<0), crash: 1))
      try server.connect().command("SET", Layout.key(of: 0), "value")
      #expect(try eventLoad.loss(of: [WriteLedger(first: 0, stride: 1)], crash: 1, in: server).phantom == 1)
    }
  }
}
