import Foundation
import Processes
import RedisFixture
package import Workload

/// A kill of a server whose fsyncs hang.
package struct StalledFsync: Sendable, Equatable {
  /// How long each fsync hangs, in seconds.
  private static let stall = 5

  package var loss: Loss
  /// How long the fsync had been hanging at the kill, in seconds.
  package var stalled: Double
  /// aof_delayed_fsync at the kill.
  package var delayed: Int

  package init(loss: Loss, stalled: Double, delayed: Int) {
    self.loss = loss
    self.stalled = stalled
    self.delayed = delayed
  }

  /// By how much the loss window is longer than the stall, in seconds; 0 if it is not.
  package var windowBeyondStall: Double { max(0, loss.window - stalled) }

  /// Whether an fsync hung when the server was killed: longer than one takes on a slow disk.
  package var didHang: Bool { stalled > 0.5 }

  /// Writes at the load's rate, and kills the server when an fsync has been hanging for so long.
  ///
  /// - Parameter seconds: less than five.
  /// - Throws: `MissingCapability` without strace; `FixtureError`, `SystemError`.
  package static func kill(
    afterStalling seconds: Double, _ eventLoad: EventLoad, on servers: some ServerFactory
  ) async throws -> StalledFsync {
    func stalling(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.tracingFsync(.delay(.seconds(stall), from: 2))
    }
    return try await servers.withServer(adjust: stalling) { server in
      let clock = LedgerClock()
      var writer = eventLoad.writer
      writer.rate = eventLoad.throughput
      var crash = 0.0
      var stalled = 0.0
      var delayed = 0
      let ledgers = try writer.write(1, to: server, clock: clock) {
        let connection = try server.connect()
        let began = try waitForStall(connection, clock)
        while clock.seconds < began + seconds { usleep(1000) }
        // Its answer may hang as well; what it said before counts.
        delayed = try connection.info("persistence").integer("aof_delayed_fsync")
        crash = clock.seconds
        stalled = crash - began
        server.kill()
      }
      // strace counts from each start: this one reads its data before an fsync hangs again.
      try server.start()
      return StalledFsync(
        loss: try eventLoad.loss(of: ledgers, crash: crash, in: server), stalled: stalled, delayed: delayed)
    }
  }

  /// Waits for an fsync that hangs.
  ///
  /// - Returns: when it began, in seconds on the ledgers' clock.
  private static func waitForStall(_ connection: RedisConnection, _ clock: LedgerClock) throws -> Double {
    var began: Double?
    try waitForServer("an fsync that hangs", within: .seconds(15)) {
      let isPending = try connection.hasFsyncInFlight() != false
      if !isPending { began = nil }
      if isPending, began == nil { began = clock.seconds }
      return began.map { clock.seconds - $0 > 0.3 } ?? false
    }
    return began ?? clock.seconds
  }
}
