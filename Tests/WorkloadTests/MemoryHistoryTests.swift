import Processes
import RedisFixture
import TestSupport
import Testing
import Workload

@Suite("Memory history", .blocking, .serialized)
struct MemoryHistoryTests {
  private struct Failure: Error, Equatable {}

  /// Writes and deletes a value of 20 MB.
  private func swell(_ connection: RedisConnection) throws {
    try connection.command("SETRANGE", "large", "20000000", "x")
    try connection.command("DEL", "large")
  }

  @Test func `samples are counted by the second`() {
    let samples = (0..<50).map { MemoryHistory.Sample(seconds: Double($0) / 20, usedMemory: 1) }
    #expect(MemoryHistory(samples: samples, peak: 1, seconds: 2.5).samplesPerSecond == 20)
  }

  @Test func `a later watch follows on where the earlier ended`() {
    var history = MemoryHistory(samples: [.init(seconds: 1, usedMemory: 7)], peak: 9, seconds: 2)
    history.append(MemoryHistory(samples: [.init(seconds: 0.5, usedMemory: 3)], peak: 4, seconds: 1))
    #expect(
      history
        == MemoryHistory(
          samples: [.init(seconds: 1, usedMemory: 7), .init(seconds: 2.5, usedMemory: 3)], peak: 9, seconds: 3))
  }

  @Test func `a body of no length is watched too`() async throws {
    try await withRedisServer { server in
      let history = try MemoryHistory.watch(server) {}
      #expect(!history.samples.isEmpty)
      #expect(history.samples.allSatisfy { $0.usedMemory > 100_000 })
      #expect(history.peak >= history.samples.map(\.usedMemory).max() ?? .max)
      #expect(history.seconds > 0)
    }
  }

  @Test func `a peak between two samples is seen, also at the very end`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      let history = try MemoryHistory.watch(server) { try swell(connection) }
      #expect(history.peak > 20_000_000)
    }
  }

  @Test func `a peak before the watch is none of it`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      try swell(connection)
      let history = try MemoryHistory.watch(server) { try connection.command("SET", "key", "value") }
      #expect(history.peak < 20_000_000)
      #expect(try connection.info("memory").integer("used_memory_peak") > 20_000_000)
    }
  }

  @Test func `samples rise with time and show what happens`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      let history = try MemoryHistory.watch(server) {
        try connection.command("SETRANGE", "large", "20000000", "x")
        let began = ContinuousClock.now
        try wait(for: "a few samples", within: .seconds(60)) { ContinuousClock.now - began > .milliseconds(200) }
      }
      let seconds = history.samples.map(\.seconds)
      #expect(seconds == seconds.sorted())
      #expect(try #require(seconds.last) <= history.seconds)
      #expect(try #require(history.samples.last).usedMemory > 20_000_000)
    }
  }

  @Test func `what the body throws is thrown, and the watch ends`() async throws {
    try await withRedisServer { server in
      #expect(throws: Failure()) { try MemoryHistory.watch(server) { throw Failure() } }
      try server.connect().command("PING")
    }
  }

  @Test func `a server that dies meanwhile, or before, is an error`() async throws {
    try await withRedisServer { server in
      #expect(throws: FixtureError.self) { try MemoryHistory.watch(server) { server.kill() } }
      #expect(throws: FixtureError.self) { try MemoryHistory.watch(server) {} }
    }
  }
}
