import Firehose
import Processes
import RedisFixture
import Synchronization
import TestSupport
import Testing
import Workload

/// Writers on real servers, and what a comparison makes of their ledgers.
@Suite("Recorded writer", .blocking, .serialized)
struct RecordedWriterTests {
  private let firehose = Firehose(seed: 21, mix: .default)

  private func writer(_ layout: Layout) -> RecordedWriter {
    RecordedWriter(firehose: firehose, layout: layout)
  }

  /// What became of everything that the writers sent.
  private func loss(
    of ledgers: [WriteLedger], _ layout: Layout, crash: Double, in server: RedisServer
  ) throws -> Loss {
    let end = ledgers.map { $0.event(of: $0.writes.count) }.max() ?? 0
    let survivors = try BufferVerifier(firehose: firehose, layout: layout)
      .survivors(of: 0..<end, writers: ledgers.count, in: server)
    return Loss(of: ledgers, survivors: survivors, crash: crash)
  }

  private func expectIntegrity(of loss: Loss, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
      [loss.phantom, loss.holes, loss.damaged, loss.reordered] == [0, 0, 0, 0], "\(loss)",
      sourceLocation: sourceLocation)
  }

  // MARK: Served

  @Test(arguments: Layout.allCases, [1, 3])
  func `what was acknowledged is there, each writer's in order`(layout: Layout, writers: Int) async throws {
    try await withRedisServer { server in
      let clock = LedgerClock()
      let ledgers = try writer(layout).writeTogether(writers, to: server, clock: clock) { $0.writes.count >= 200 }
      #expect(ledgers.map(\.first) == Array(0..<writers))
      #expect(ledgers.allSatisfy { $0.stride == writers && $0.unanswered == 0 && $0.refused.isEmpty })
      // Thirteen batches of sixteen.
      #expect(ledgers.allSatisfy { $0.acknowledged == 208 && $0.responseTimes.allSatisfy { $0 >= 0 } })
      let loss = try loss(of: ledgers, layout, crash: clock.seconds, in: server)
      #expect(loss.acknowledged == 208 * writers)
      #expect(loss.lost == 0)
      expectIntegrity(of: loss)
      #expect(loss.survivedUntil == ledgers.compactMap(\.lastAnswer).max())
    }
  }

  @Test func `what somebody else took away is lost`() async throws {
    try await withRedisServer { server in
      let clock = LedgerClock()
      let ledgers = try writer(.list).writeTogether(2, to: server, clock: clock) { $0.writes.count >= 64 }
      let connection = try server.connect()
      try connection.command("LPOP", "events")
      try connection.command("LMOVE", "events", "events", "LEFT", "RIGHT")
      try connection.command("RPUSH", "events", "nobody sent this")
      let loss = try loss(of: ledgers, .list, crash: clock.seconds, in: server)
      #expect(loss.lost == 1)
      #expect(loss.holes == 1)
      #expect(loss.phantom == 1)
      #expect(loss.reordered == 1)
      #expect(loss.window > 0)
    }
  }

  @Test func `a writer begins where it is told`() async throws {
    try await withRedisServer { server in
      var writer = writer(.keys)
      (writer.first, writer.batch) = (100, 5)
      let ledger = try writer.write(to: server, clock: LedgerClock()) { $0.writes.count == 20 }
      #expect(ledger.writes.map(ledger.event) == Array(100..<120))
      let verifier = BufferVerifier(firehose: firehose, layout: .keys)
      #expect(try verifier.survivors(of: 100..<120, in: server).intact == 20)
      #expect(try verifier.eventsHeld(by: server) == 20)
    }
  }

  @Test func `a writer that is told to end at once writes nothing`() async throws {
    try await withRedisServer { server in
      let ledger = try writer(.keys).write(to: server, clock: LedgerClock()) { _ in true }
      #expect(ledger.writes.isEmpty)
      #expect(try server.connect().keyCount() == 0)
    }
  }

  // MARK: Rate

  @Test func `with a rate each write is sent alone, and none before it is due`() async throws {
    try await withRedisServer { server in
      let clock = LedgerClock()
      var writer = writer(.stream)
      writer.rate = 2000
      var asked: [Int] = []
      let ledger = try writer.write(to: server, clock: clock) { ledger in
        asked.append(ledger.writes.count)
        return ledger.writes.count == 200
      }
      #expect(asked == Array(0...200))
      #expect(ledger.acknowledged == 200)
      // The last is due 199 times half a millisecond after the first.
      #expect((ledger.lastAnswer ?? 0) >= 0.0995)
      #expect(ledger.responseTimes.allSatisfy { (0..<60).contains($0) })
    }
  }

  @Test func `a writer that catches up sends together what is overdue`() async throws {
    try await withRedisServer { server in
      var writer = writer(.keys)
      (writer.rate, writer.catchesUp) = (1_000_000, true)
      var asked: [Int] = []
      let ledger = try writer.write(to: server, clock: LedgerClock()) { ledger in
        asked.append(ledger.writes.count)
        return ledger.writes.count >= 2000
      }
      // No server answers each write within a microsecond.
      #expect(asked.count < 2000)
      #expect(zip(asked, asked.dropFirst()).allSatisfy { (1...writer.batch).contains($1 - $0) })
      #expect(ledger.acknowledged == ledger.writes.count)
      #expect(try server.connect().keyCount() == ledger.writes.count)
    }
  }

  @Test func `a server that stands still makes every write late that was due meanwhile`() async throws {
    try await withRedisServer { server in
      var writer = writer(.keys)
      writer.rate = 1000
      let ledger = try withThawing(server, after: 0.1) { freeze in
        try writer.write(to: server, clock: LedgerClock()) { ledger in
          if ledger.writes.count == 20 { freeze() }
          return ledger.writes.count == 150
        }
      }
      #expect(ledger.acknowledged == 150)
      // Not only the one that met it: at a thousand a second a hundred were due, and half of them waited for longer than
      // half of it.
      #expect(ledger.responseTimes.count { $0 > 0.045 } >= 40)
    }
  }

  /// Lets the body freeze the server, which goes on so many seconds later.
  private func withThawing<Outcome>(
    _ server: RedisServer, after seconds: Double, _ body: (_ freeze: () -> Void) throws -> Outcome
  ) throws -> Outcome {
    let isFrozen = Atomic(false)
    var outcome: Result<Outcome, any Error>?
    try concurrently(
      {
        outcome = Result {
          try body {
            try? server.pause()
            isFrozen.store(true, ordering: .releasing)
          }
        }
      },
      {
        try wait(for: "the frozen server", within: .seconds(60)) { isFrozen.load(ordering: .acquiring) }
        let began = ContinuousClock.now
        try wait(for: "the time to thaw", within: .seconds(60)) {
          (ContinuousClock.now - began) / .seconds(1) > seconds
        }
        server.resume()
      })
    return try outcome!.get()
  }

  // MARK: Refused

  @Test(arguments: Layout.allCases, [1, 2])
  func `what is refused for want of memory is not there`(layout: Layout, writers: Int) async throws {
    let tight = ServerConfiguration().setting("maxmemory", "2mb").setting("maxmemory-policy", "noeviction")
    try await withRedisServer(tight) { server in
      let clock = LedgerClock()
      let ledgers = try writer(layout).writeTogether(writers, to: server, clock: clock) {
        $0.refused["OOM", default: 0] >= 20
      }
      #expect(ledgers.allSatisfy { $0.refused.keys.sorted() == ["OOM"] && $0.unanswered == 0 })
      #expect(ledgers.allSatisfy { $0.acknowledged + $0.refused["OOM", default: 0] == $0.writes.count })
      let verifier = BufferVerifier(firehose: firehose, layout: layout)
      #expect(try verifier.eventsHeld(by: server) == ledgers.map(\.acknowledged).reduce(0, +))
      let loss = try loss(of: ledgers, layout, crash: clock.seconds, in: server)
      #expect(loss.acknowledged > 0)
      #expect(loss.lost == 0)
      expectIntegrity(of: loss)
    }
  }

  // MARK: Killed

  private var durable: ServerConfiguration {
    ServerConfiguration().setting("appendonly", "yes").setting("appendfsync", "always")
  }

  @Test(arguments: Layout.allCases)
  func `a server that is killed leaves writes without an answer, there or not`(layout: Layout) async throws {
    try await withRedisServer(durable) { server in
      let clock = LedgerClock()
      let acknowledged = Atomic(0)
      var ledgers: [WriteLedger] = []
      var crash = 0.0
      try concurrently(
        {
          try wait(for: "acknowledged writes", within: .seconds(60)) { acknowledged.load(ordering: .relaxed) >= 400 }
          server.kill()
          crash = clock.seconds
        },
        {
          ledgers = try writer(layout).writeTogether(3, to: server, clock: clock) { ledger in
            acknowledged.add(ledger.writes.isEmpty ? 0 : 16, ordering: .relaxed)
            return false
          }
        })
      #expect(ledgers.allSatisfy { (0...16).contains($0.unanswered) })
      #expect(ledgers.allSatisfy { $0.acknowledged + $0.unanswered == $0.writes.count })
      #expect(ledgers.contains { $0.unanswered > 0 })
      try server.start()
      let loss = try loss(of: ledgers, layout, crash: crash, in: server)
      #expect(loss.acknowledged >= 400)
      #expect(loss.lost == 0)
      expectIntegrity(of: loss)
    }
  }

  @Test func `of a server that is gone before the batch nothing is there`() async throws {
    try await withRedisServer(durable) { server in
      let ledger = try writer(.keys).write(to: server, clock: LedgerClock()) { ledger in
        if ledger.writes.count == 64 { server.kill() }
        return false
      }
      #expect(ledger.writes.count == 80)
      #expect(ledger.acknowledged == 64)
      #expect(ledger.unanswered == 16)
      #expect(ledger.outcome(of: 63) != .unanswered)
      #expect(ledger.outcome(of: 64) == .unanswered)
      try server.start()
      #expect(try BufferVerifier(firehose: firehose, layout: .keys).eventsHeld(by: server) == 64)
    }
  }

  @Test func `a server that is down from the beginning is an error`() async throws {
    try await withRedisServer { server in
      server.kill()
      #expect(throws: FixtureError.self) { try writer(.keys).write(to: server, clock: LedgerClock()) { _ in false } }
      #expect(throws: FixtureError.self) {
        try writer(.keys).writeTogether(3, to: server, clock: LedgerClock()) { _ in false }
      }
    }
  }
}
