import Firehose
import RedisFixture
import TestSupport
import Testing
import Workload

@Suite("Appending traffic", .blocking, .serialized)
struct AppendingTrafficTests {
  private let firehose = Firehose(seed: 45, mix: .default)

  @Test(arguments: Layout.allCases)
  func `event after event is there, from the first on`(layout: Layout) async throws {
    try await withRedisServer { server in
      let source = AppendingTraffic(from: 100, of: firehose, layout: layout)
      var generator = LoadGenerator(server)
      generator.grace = 60
      // One connection: several would change the order.
      let group = ClientGroup(connections: 1, pace: .due(Schedule(rate: 5000, seconds: 0.1)), source: source)
      let history = try generator.run([group])[0]
      #expect(history.failures.isEmpty)
      #expect(history.answeredCount == 500)
      let verifier = BufferVerifier(firehose: firehose, layout: layout)
      #expect(try verifier.survivors(of: 100..<600, in: server).intact == 500)
      #expect(try verifier.eventsHeld(by: server) == 500)
    }
  }

  @Test(arguments: zip(Layout.allCases, [Workload.Operation.set, .push, .append, .append]))
  func `it is counted as what the server was asked`(layout: Layout, operation: Workload.Operation) async throws {
    try await withRedisServer { server in
      let client = try SingleStep(AppendingTraffic(from: 0, of: firehose, layout: layout), server)
      for _ in 0..<10 { #expect(try client.ask(operation) == nil) }
      #expect(try server.calls(operation) == (10, 0))
    }
  }

  @Test func `what is refused is not asked for again`() async throws {
    try await withRedisServer { server in
      let client = try SingleStep(AppendingTraffic(from: 0, of: firehose, layout: .list), server)
      try client.connection.command("SET", "events", "a text")
      #expect(try client.ask(.push) == "WRONGTYPE")
      try client.connection.command("DEL", "events")
      #expect(try client.ask(.push) == nil)
      #expect(try client.connection.command("LRANGE", "events", "0", "-1") == .array([.bytes(firehose.event(at: 1))]))
    }
  }
}
