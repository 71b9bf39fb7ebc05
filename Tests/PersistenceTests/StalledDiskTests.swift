import Foundation
import MET001
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Stalled disk", .specification, .tags(.durability))
struct StalledDiskTests {
  /// How long each fsync hangs, in seconds.
  private static let stall = 5

  @Test(.tags(.must)) func `DUR-04 stalled disk`() async throws {
    let eventLoad = try EventLoad.specified()
    // Redis waits two seconds for a hanging fsync before it writes on: just before that it holds back most.
    let kills = [1.0, 1.9, 3.0]
    let trials = try await onThreads(kills.count) { number in
      try await kill(afterStalling: kills[number], eventLoad)
    }
    evidence.sometimes("an fsync hung when the server was killed", trials.contains { $0.stalled > 0.5 })
    evidence.record("delayed-fsync", trials.map(\.delayed).max() ?? 0, samples: trials.count)
    for (trial, kill) in zip(trials, kills) {
      let name = "killed \(kill) s into the stall"
      evidence.record("loss-window", trial.loss.window, of: name, samples: trial.loss.acknowledged)
      evidence.record("loss-beyond-stall", max(0, trial.loss.window - trial.stalled), of: name, samples: 0)
    }
    evidence.recordIntegrity(trials.map(\.loss))
    evidence.record("lost", trials.map(\.loss.lost).reduce(0, +), samples: 0)
    evidence.attach(trials.map(\.loss), named: "kills.csv")
  }

  private struct Trial: Sendable {
    var loss: Loss
    /// How long the fsync had been hanging at the kill, in seconds.
    var stalled: Double
    /// aof_delayed_fsync at the kill.
    var delayed: Int
  }

  private func kill(afterStalling seconds: Double, _ eventLoad: EventLoad) async throws -> Trial {
    func stalling(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.tracingFsync(.delay(.seconds(Self.stall), from: 2))
    }
    return try await withServerUnderTest(scaled: false, adjust: stalling) { server in
      let clock = LedgerClock()
      var writer = eventLoad.writer
      writer.rate = eventLoad.throughput
      var ledger = WriteLedger(first: 0, stride: 1)
      var crash = 0.0
      var stalled = 0.0
      var delayed = 0
      try concurrently(
        {
          let connection = try server.connect()
          let began = try waitForStall(connection, clock)
          while clock.seconds < began + seconds { usleep(1000) }
          // Its answer may hang as well; what it said before counts.
          delayed = try connection.info("persistence").integer("aof_delayed_fsync")
          crash = clock.seconds
          stalled = crash - began
          server.kill()
        },
        { ledger = try writer.write(to: server, clock: clock) { _ in false } })
      // strace counts from each start: this one reads its data before an fsync hangs again.
      try server.start()
      return Trial(
        loss: try eventLoad.loss(of: [ledger], crash: crash, in: server), stalled: stalled, delayed: delayed)
    }
  }

  /// Waits for an fsync that hangs.
  ///
  /// - Returns: when it began, in seconds on the ledgers' clock.
  private func waitForStall(_ connection: RedisConnection, _ clock: LedgerClock) throws -> Double {
    var began: Double?
    try wait(for: "an fsync that hangs", within: .seconds(15)) {
      let isPending = try connection.info("persistence")["aof_pending_bio_fsync"] != "0"
      if !isPending { began = nil }
      if isPending, began == nil { began = clock.seconds }
      return began.map { clock.seconds - $0 > 0.3 } ?? false
    }
    return began ?? clock.seconds
  }
}
