import Foundation
import MET001Testing
import RedisFixture
import Synchronization
import Testing
import Workload

@Suite("Crash", .specification, .tags(.durability))
struct CrashTests {
  private static let kills = 20
  private static let writers = 4

  @Test(.tags(.must)) func `DUR-02 SIGKILL under load`() async throws {
    let scenario = try Scenario()
    let writes = Int(try evidence.settings.number("crash-writes"))
    try await withServerUnderTest(scaled: false) { server in
      let progress = Progress("killing", total: Self.kills, unit: "kills")
      var random = SplitMix64(state: scenario.seed)
      var losses: [Loss] = []
      for kill in 0..<Self.kills {
        if kill > 0 { try server.startEmpty() }
        // Somewhere in the last fifth of what is asked for on average, and a little later.
        let enough = writes / Self.kills + Int(random.next() % UInt64(writes / Self.kills / 4 + 1)) + 64
        losses.append(try killUnderLoad(server, scenario, after: enough))
        progress.update(kill + 1)
      }
      evidence.sometimes(
        "a kill left writes without an answer", losses.contains { $0.unanswered > 0 })
      evidence.record("kills", losses.count, samples: 0)
      evidence.record(losses)
      evidence.attach(losses, named: "kills.csv")
    }
  }

  private func killUnderLoad(_ server: RedisServer, _ scenario: Scenario, after enough: Int) throws -> Loss {
    let clock = LedgerClock()
    let acknowledged = Atomic(0)
    var ledgers: [WriteLedger] = []
    var crash = 0.0
    try concurrently(
      {
        try wait(for: "\(enough) acknowledged writes", within: .seconds(120)) {
          acknowledged.load(ordering: .relaxed) >= enough
        }
        server.kill()
        crash = clock.seconds
      },
      {
        ledgers = try scenario.writer.writeTogether(Self.writers, to: server, clock: clock) { ledger in
          if !ledger.writes.isEmpty { acknowledged.add(scenario.writer.batch, ordering: .relaxed) }
          return false
        }
      })
    try server.start()
    return try scenario.loss(of: ledgers, crash: crash, in: server)
  }

  @Test(.tags(.must)) func `DUR-05 SIGKILL during a rewrite`() async throws {
    let scenario = try Scenario()
    let phases = [0.0, 0.2, 0.4, 0.6, 0.8, 0.95]
    try await withServerUnderTest(scaled: false) { server in
      let progress = Progress("killing during a rewrite", total: phases.count, unit: "kills")
      var losses: [Loss] = []
      var starts: [Double] = []
      var leftFiles = 0
      var rewrites: [String] = []
      for (number, phase) in phases.enumerated() {
        if number > 0 { try server.startEmpty() }
        let crash = try killDuringRewrite(server, scenario, phase)
        leftFiles += crash.strays
        starts.append(try server.timedStart())
        losses.append(try scenario.loss(of: crash.ledgers, crash: crash.time, in: server))
        rewrites.append(try server.rewrite())
        progress.update(number + 1)
      }
      evidence.sometimes("a file of the rewrite was left behind by the kill", leftFiles > 0)
      evidence.record("kills", losses.count, samples: 0)
      evidence.record(losses)
      evidence.record("restart-time", starts.max() ?? .nan, samples: starts.count)
      evidence.record("failed-rewrites", rewrites.count { $0 != "ok" }, samples: rewrites.count)
      evidence.attach(losses, named: "kills.csv")
    }
  }

  private struct Crash {
    var ledgers: [WriteLedger]
    var time: Double
    /// Files that the manifest does not name.
    var strays: Int
  }

  /// Kills the server alone, as the kernel does when memory runs out: the child that rewrites goes on.
  private func killDuringRewrite(_ server: RedisServer, _ scenario: Scenario, _ phase: Double) throws -> Crash {
    let seconds = 0.5
    let events = 20_000
    let connection = try server.connect()
    let clock = LedgerClock()
    let written = Atomic(0)
    var crash = Crash(ledgers: [], time: 0, strays: 0)
    try concurrently(
      {
        try wait(for: "\(events) events", within: .seconds(60)) { written.load(ordering: .relaxed) >= events }
        // The child pauses at each key, so that the rewrite is slow enough to be met at any of its phases.
        try connection.command("CONFIG", "SET", "rdb-key-save-delay", "\(Int(seconds * 1e6) / events)")
        try connection.command("BGREWRITEAOF")
        try wait(for: "the beginning of the rewrite", within: .seconds(10)) {
          try connection.info("persistence")["aof_rewrite_in_progress"] == "1"
        }
        usleep(UInt32(phase * seconds * 1e6))
        let isRunning = try connection.info("persistence")["aof_rewrite_in_progress"] == "1"
        evidence.sometimes("a rewrite ran when the server was killed", isRunning)
        server.killLeavingItsChild()
        crash.time = clock.seconds
      },
      {
        crash.ledgers = try scenario.writer.writeTogether(1, to: server, clock: clock) { ledger in
          written.store(ledger.writes.count, ordering: .relaxed)
          // A few thousand writes a second are enough beside a rewrite.
          if ledger.writes.count > events { usleep(1000) }
          return false
        }
      })
    let rewriteFiles = try FileManager.default.contentsOfDirectory(atPath: server.dataDirectory)
      .filter { $0.hasPrefix("temp-") }
    crash.strays = try server.appendOnlyFiles().strays.count + rewriteFiles.count
    return crash
  }
}
