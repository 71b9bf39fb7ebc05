import Firehose
import RedisFixture
import TestSupport
import Testing
import Workload

/// A server of which nothing is known but where it listens.
private struct BareTarget: RedisTarget {
  var endpoint: Endpoint

  func connect(timeout: Duration) throws -> RedisConnection { try RedisConnection(to: endpoint, timeout: timeout) }
}

@Suite("Targets", .blocking, .serialized)
struct RedisTargetTests {
  @Test func `load, verifier, ledger and traffic need no more than a connection`() async throws {
    let firehose = Firehose(seed: 7, mix: .default)
    try await withRedisServer { server in
      let target = BareTarget(endpoint: server.endpoint)
      #expect(target.processId == nil)
      let load = try BulkLoader(firehose: firehose, layout: .keys).load(0..<1000, into: target)
      #expect(load.acknowledged == 1000)
      let verifier = BufferVerifier(firehose: firehose, layout: .keys)
      #expect(try verifier.eventsHeld(by: target) == 1000)
      #expect(try verifier.survivors(of: 0..<1000, in: target).intact == 1000)
      #expect(try Layout.keys.clear(0..<1000, of: target, settledMemory: 0, within: .zero).usedMemory > 0)
      var writer = RecordedWriter(firehose: firehose, layout: .keys)
      writer.first = 2000
      #expect(try writer.write(to: target, clock: LedgerClock()) { $0.writes.count >= 32 }.acknowledged == 32)
      let shared = EventTraffic.Shared(registers: 10)
      let source = EventTraffic([.set, .get], of: firehose, over: shared, seed: 1)
      let group = ClientGroup(connections: 2, pace: .due(Schedule(rate: 1000, seconds: 0.1)), source: source)
      #expect(try LoadGenerator(target).run([group])[0].answeredCount > 0)
    }
  }
}
