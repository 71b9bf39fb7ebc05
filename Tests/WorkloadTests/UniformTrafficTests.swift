import Firehose
import RedisFixture
import TestSupport
import Testing
import Workload

@Suite("Uniform traffic", .blocking)
struct UniformTrafficTests {
  private static let keys = 50
  private let firehose = Firehose(seed: 1, mix: .default)

  /// What clients see of a server until so many of their requests, or a few more, are answered as they should be.
  private func history(
    of operation: Workload.Operation, on server: RedisServer, untilAnswered count: Int = 200
  ) throws -> TrafficHistory {
    let source = UniformTraffic(operation, of: firehose, keys: Self.keys, seed: 1)
    let group = ClientGroup(connections: 5, pace: .answered(seconds: 600), source: source)
    var answered = 0
    return try LoadGenerator.patient(server).run([group], until: { answered >= count }, progress: { answered = $0 })[0]
  }

  @Test func `every event that was loaded is read as it was written`() async throws {
    try await withRedisServer { server in
      _ = try BulkLoader(firehose: firehose, layout: .keys).load(0..<Self.keys, into: server)
      let history = try history(of: .get, on: server)
      #expect(history.failures.isEmpty)
      #expect(history.answered[.get] ?? 0 > 0)
    }
  }

  @Test func `what is set later is another event, under the same keys`() async throws {
    try await withRedisServer { server in
      _ = try BulkLoader(firehose: firehose, layout: .keys).load(0..<Self.keys, into: server)
      let writes = try history(of: .set, on: server)
      #expect(writes.failures.isEmpty)
      #expect(try server.connect().keyCount() == Self.keys)
      #expect(try history(of: .get, on: server, untilAnswered: 0).flaws["damaged"] ?? 0 > 0)
    }
  }

  @Test func `a missing event is damage`() async throws {
    try await withRedisServer { server in
      let history = try history(of: .get, on: server, untilAnswered: 0)
      #expect(history.answeredCount == 0)
      #expect(history.flawCount == history.sent)
    }
  }
}
