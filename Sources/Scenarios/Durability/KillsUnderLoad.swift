import Firehose
import Processes
package import RedisFixture
import Synchronization
import Workload

/// Kills of a server while several writers write as fast as they are answered, each on an empty server.
package struct KillsUnderLoad: Sendable {
  private static let writers = 4

  /// Kills between two fsyncs.
  package var idle: Losses
  /// Kills while an fsync was in flight.
  package var inFlight: Losses
  /// Of these, those at which one was seen.
  package var seenInFlight = 0
  /// The files before and after each restart.
  package var files: [String] = []

  /// - Parameters:
  ///   - kills: how many between two fsyncs.
  ///   - killsInFlight: how many while an fsync is in flight.
  ///   - writes: how many are acknowledged before the kills between two fsyncs, in all.
  /// - Throws: `FixtureError`, `SystemError`; what keeps the server from starting.
  package init(
    _ eventLoad: EventLoad, on server: RedisServer, kills: Int, killsInFlight: Int, writes: Int, phases: Phases
  ) throws {
    let progress = phases("killing", total: kills + killsInFlight, unit: "kills")
    var random = SplitMix64(state: eventLoad.seed)
    var files: [String] = []
    var seen = 0
    func killDuringFsync(_ clock: LedgerClock) throws -> Double {
      let kill = try server.killDuringFsync(by: clock)
      if kill.wasSeen { seen += 1 }
      return kill.moment
    }
    func trial(_ number: Int, _ kill: (LedgerClock) throws -> Double) throws -> Loss {
      if number > 0 { try server.startEmpty() }
      let share = writes / kills
      let enough = share + Int(random.next() % UInt64(share / 4 + 1)) + Self.writers * eventLoad.writer.batch
      defer { progress(number + 1) }
      return try Self.trial(server, eventLoad, after: enough, kill, &files)
    }
    idle = Losses(try (0..<kills).map { try trial($0) { try server.killBetweenFsyncs(by: $0) } })
    inFlight = Losses(try (kills..<kills + killsInFlight).map { try trial($0, killDuringFsync) })
    self.files = files
    seenInFlight = seen
  }

  private static func trial(
    _ server: RedisServer, _ eventLoad: EventLoad, after enough: Int, _ kill: (LedgerClock) throws -> Double,
    _ files: inout [String]
  ) throws -> Loss {
    let clock = LedgerClock()
    let connected = Atomic(0)
    let acknowledged = Atomic(0)
    let batch = eventLoad.writer.batch
    var crash = 0.0
    let ledgers = try eventLoad.writer.write(
      writers, to: server, clock: clock,
      look: { ledger in
        if ledger.writes.isEmpty {
          connected.add(1, ordering: .relaxed)
        } else {
          acknowledged.add(batch, ordering: .relaxed)
        }
      },
      during: {
        // On a busy host some writers may have written enough before the last has its connection.
        try waitForServer("\(enough) acknowledged writes", within: .seconds(120)) {
          connected.load(ordering: .relaxed) == writers && acknowledged.load(ordering: .relaxed) >= enough
        }
        crash = try kill(clock)
      })
    files.append(try server.listingFiles(aroundStart: server.start).files)
    return try eventLoad.loss(of: ledgers, crash: crash, in: server)
  }
}
