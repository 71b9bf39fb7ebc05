import Firehose
import Foundation
import MET001
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Synchronization
import Testing
import Workload

@Suite("Crash", .specification, .tags(.durability))
struct CrashTests {
  private static let kills = 20
  private static let killsDuringFsync = 3
  private static let writers = 4
  /// How many events a rewrite begins with that is to be interrupted.
  private static let eventsToRewrite = 5000

  @Test(.tags(.must)) func `DUR-02 SIGKILL under load`() async throws {
    let eventLoad = try EventLoad.specified()
    let writes = Int(try evidence.settings.number("crash-writes"))
    try await withServerUnderTest(scaled: false) { server in
      let progress = Progress("killing", total: Self.kills + Self.killsDuringFsync, unit: "kills")
      var random = SplitMix64(state: eventLoad.seed)
      var files: [String] = []
      func kill(_ number: Int, _ moment: FsyncState) throws -> Loss {
        if number > 0 { try server.startEmpty() }
        let share = writes / Self.kills
        let enough = share + Int(random.next() % UInt64(share / 4 + 1)) + Self.writers * eventLoad.writer.batch
        defer { progress.update(number + 1) }
        return try killUnderLoad(server, eventLoad, after: enough, moment, &files)
      }
      let losses = try (0..<Self.kills).map { try kill($0, .idle) }
      let meanwhile = try (Self.kills..<Self.kills + Self.killsDuringFsync).map { try kill($0, .inFlight) }

      evidence.sometimes("a kill left writes without an answer", losses.contains { $0.unanswered > 0 })
      evidence.record("kills", losses.count, samples: 0)
      evidence.record(losses)
      evidence.record("loss-window-during-fsync", meanwhile.map(\.window).max() ?? 0, samples: meanwhile.count)
      evidence.record("lost-during-fsync", meanwhile.map(\.lost).reduce(0, +), samples: 0)
      evidence.recordIntegrity(meanwhile)
      evidence.attach(losses + meanwhile, named: "kills.csv")
      evidence.attachFiles(files)
      evidence.attach(try server.connect().info("persistence").text, named: "info-persistence.txt")
      if losses.allSatisfy({ $0.lost == 0 }) { concludeOnFsync(meanwhile) }
    }
  }

  /// What appendfsync everysec costs at a kill, though the page cache survives it.
  private func concludeOnFsync(_ losses: [Loss]) {
    let lost = losses.map(\.lost).reduce(0, +)
    guard lost > 0 else { return }
    let window = MeasureUnit.seconds.format(.number(losses.map(\.window).max() ?? 0))
    evidence.conclude(
      "A kill between two fsyncs lost nothing. A kill while an fsync was in flight lost what had been acknowledged "
        + "since it began: \(grouped(Double(lost))) writes in \(losses.count) kills, up to \(window) of them. Redis "
        + "holds back its own write while it syncs.")
  }

  private func killUnderLoad(
    _ server: RedisServer, _ eventLoad: EventLoad, after enough: Int, _ moment: FsyncState, _ files: inout [String]
  ) throws -> Loss {
    let clock = LedgerClock()
    let connected = Atomic(0)
    let acknowledged = Atomic(0)
    var ledgers: [WriteLedger] = []
    var crash = 0.0
    try concurrently(
      {
        // On a busy host some writers may have written enough before the last has its connection.
        try wait(for: "\(enough) acknowledged writes", within: .seconds(120)) {
          connected.load(ordering: .relaxed) == Self.writers && acknowledged.load(ordering: .relaxed) >= enough
        }
        crash = try server.kill(when: moment, by: clock)
      },
      {
        ledgers = try eventLoad.writer.writeTogether(Self.writers, to: server, clock: clock) { ledger in
          if ledger.writes.isEmpty {
            connected.add(1, ordering: .relaxed)
          } else {
            acknowledged.add(eventLoad.writer.batch, ordering: .relaxed)
          }
          return false
        }
      })
    files.append(try server.listingFiles(aroundStart: server.start).files)
    return try eventLoad.loss(of: ledgers, crash: crash, in: server)
  }

  @Test(.tags(.must)) func `DUR-05 SIGKILL during a rewrite`() async throws {
    let eventLoad = try EventLoad.specified()
    let phases = [0.0, 0.2, 0.4, 0.6, 0.8, 0.95]
    try await withServerUnderTest(scaled: false) { server in
      let progress = Progress("killing during a rewrite", total: phases.count, unit: "kills")
      var losses: [Loss] = []
      var starts: [Double] = []
      var leftFiles = 0
      var files: [String] = []
      var rewrites: [String] = []
      let seconds = try rewriteTime(server, eventLoad)
      for (number, phase) in phases.enumerated() {
        try server.startEmpty()
        let crash = try killDuringRewrite(server, eventLoad, after: phase * seconds)
        leftFiles += crash.strays
        let (seconds, listing) = try server.listingFiles(aroundStart: server.timedStart)
        starts.append(seconds)
        files.append(listing)
        losses.append(try eventLoad.loss(of: crash.ledgers, crash: crash.time, in: server))
        rewrites.append(try server.rewrite())
        progress.update(number + 1)
      }
      evidence.sometimes("a file of the rewrite was left behind by the kill", leftFiles > 0)
      evidence.record("kills", losses.count, samples: 0)
      evidence.record(losses)
      evidence.record("restart-time", starts.max() ?? .nan, samples: starts.count)
      evidence.record("failed-rewrites", rewrites.count { $0 != "ok" }, samples: rewrites.count)
      evidence.attachFiles(files)
      evidence.attach(losses, named: "kills.csv")
    }
  }

  private struct Crash {
    var ledgers: [WriteLedger]
    var time: Double
    /// Files that the manifest does not name.
    var strays: Int
  }

  /// How long a rewrite takes that was slowed down, in seconds.
  private func rewriteTime(_ server: RedisServer, _ eventLoad: EventLoad) throws -> Double {
    _ = try eventLoad.loader.load(0..<Self.eventsToRewrite, into: server)
    try slowDownRewrites(of: server)
    var began = ContinuousClock.now
    _ = try server.rewrite(whenAsked: { began = .now })
    return (ContinuousClock.now - began) / .seconds(1)
  }

  /// Lets the child that rewrites pause at each key for 0.1 ms, so that it can be met at any phase of the rewrite.
  private func slowDownRewrites(of server: RedisServer) throws {
    try server.connect().command("CONFIG", "SET", "rdb-key-save-delay", "100")
  }

  /// Kills the server alone, as the kernel does when memory runs out: the child that rewrites goes on.
  ///
  /// - Parameter seconds: how long the rewrite has been going on then.
  private func killDuringRewrite(
    _ server: RedisServer, _ eventLoad: EventLoad, after seconds: Double
  ) throws -> Crash {
    let events = Self.eventsToRewrite
    let connection = try server.connect()
    let clock = LedgerClock()
    let written = Atomic(0)
    var crash = Crash(ledgers: [], time: 0, strays: 0)
    try concurrently(
      {
        try wait(for: "\(events) events", within: .seconds(60)) { written.load(ordering: .relaxed) >= events }
        try slowDownRewrites(of: server)
        try connection.beginRewrite()
        // The one key of a list or a stream is rewritten at once.
        if eventLoad.layout.keepsOrderByKey { usleep(UInt32(seconds * 1e6)) }
        // Held until the server is dead, so that the rewrite cannot end before.
        let child = try server.holdRewrite()
        evidence.sometimes("a rewrite ran when the server was killed", child != nil)
        try server.pauseBetweenFsyncs()
        server.killLeavingItsChild()
        crash.time = clock.seconds
        if let child { Foundation.kill(child, SIGCONT) }
      },
      {
        crash.ledgers = try eventLoad.writer.writeTogether(1, to: server, clock: clock) { ledger in
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
