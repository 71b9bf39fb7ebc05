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
    func kill(_ number: Int, _ moment: FsyncState) throws -> Loss {
      if number > 0 { try server.startEmpty() }
      let share = writes / kills
      let enough = share + Int(random.next() % UInt64(share / 4 + 1)) + Self.writers * eventLoad.writer.batch
      defer { progress(number + 1) }
      return try Self.kill(server, eventLoad, after: enough, moment, &files)
    }
    idle = Losses(try (0..<kills).map { try kill($0, .idle) })
    inFlight = Losses(try (kills..<kills + killsInFlight).map { try kill($0, .inFlight) })
    self.files = files
  }

  private static func kill(
    _ server: RedisServer, _ eventLoad: EventLoad, after enough: Int, _ moment: FsyncState, _ files: inout [String]
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
        crash = try server.kill(when: moment, by: clock)
      })
    files.append(try server.listingFiles(aroundStart: server.start).files)
    return try eventLoad.loss(of: ledgers, crash: crash, in: server)
  }
}
