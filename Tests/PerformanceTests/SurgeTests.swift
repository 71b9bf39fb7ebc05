import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Statistics
import Testing
import Workload

@Suite("Surge", .specification, .tags(.performance))
struct SurgeTests {
  private static let connections = 10

  @Test(.tags(.should)) func `THR-05 surge on a nearly full buffer`() async throws {
    let eventLoad = try EventLoad.specified()
    let rate = try evidence.settings.number("surge-rate")
    let seconds = try evidence.settings.number("surge-time")
    try await withServerUnderTest(scaled: true, listen: .tcp) { server in
      let filled = try fill(server, eventLoad)
      let before = try server.connect().info()
      let source = AppendingTraffic(from: filled, of: eventLoad.firehose, layout: eventLoad.layout)
      let traffic = try TimedTraffic.run(
        [
          ClientGroup(
            connections: Self.connections, pace: .due(Schedule(rate: rate, seconds: seconds)), source: source)
        ], against: server, phase: "surge of \(Int(rate)) events/s")
      let history = traffic.history
      let after = try server.connect().info()
      evidence.record("memory-before", try memoryShare(before))
      evidence.record("memory-after", try memoryShare(after), samples: 0)
      evidence.record(
        "evicted-keys", try after.integer("evicted_keys") - before.integer("evicted_keys"), samples: 0)
      evidence.recordErrors([history])
      try evidence.requireQuiet(traffic, forShare: "absorbed")
      evidence.record("absorbed", history.achieved, samples: history.offered)
      evidence.record("p99", history.response.percentile(0.99), samples: 0)
      evidence.show(.throughput(of: history))
      evidence.show(try .latencies(of: history))
      evidence.attach(history, named: "latency")
    }
  }

  /// Writes events until the buffer is as full as the specification asks for.
  ///
  /// - Returns: how many.
  private func fill(_ server: RedisServer, _ eventLoad: EventLoad) throws -> Int {
    let connection = try server.connect()
    guard try connection.info("memory").integer("maxmemory") > 0 else {
      throw FixtureError.unexpected(command: "INFO memory", reply: "maxmemory 0: there is no limit to take a share of")
    }
    let progress = Progress("filling", total: eventLoad.events.count)
    let share = try evidence.limit(of: "memory-before")
    let part = max(100, eventLoad.events.count / 200)
    var count = 0
    // Twice: the first answer may still count the memory of the connections of the last load.
    func isFull() throws -> Bool { try memoryShare(connection.info("memory")) >= share }
    while try !(isFull() && isFull()) {
      guard count < 10 * eventLoad.events.count else {
        throw FixtureError.unexpected(command: "filling the buffer", reply: "not full after \(count) events")
      }
      let history = try eventLoad.loader.append(count..<count + part, to: server)
      guard history.errorCount == 0 else {
        throw FixtureError.unexpected(command: "filling the buffer", reply: "\(history.errors)")
      }
      count += part
      progress.update(min(count, eventLoad.events.count))
    }
    return count
  }

  /// What is held against `maxmemory`, as a share of it.
  private func memoryShare(_ info: Info) throws -> Double {
    let counted = try info.integer("used_memory") - info.integer("mem_not_counted_for_evict")
    return Double(counted) / Double(try info.integer("maxmemory"))
  }
}
