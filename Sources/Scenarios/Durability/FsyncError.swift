package import RedisFixture
package import Workload

/// One fsync that fails, the documented way back to writing, and a kill.
package struct FsyncError: Sendable {
  /// The way back that Redis 7.0 leaves: a new append-only file.
  package static let recovery = [["CONFIG", "SET", "appendonly", "no"], ["CONFIG", "SET", "appendonly", "yes"]]
  private static let writesAfter = 1000
  /// For how long a refusal is waited for, in seconds.
  private static let patience = 10.0

  package let before: WriteLedger
  /// INFO persistence after the error.
  package let info: Info
  /// Whether an fsync of the append-only file failed.
  package let didFail: Bool
  /// How long the way back took, in seconds.
  package let seconds: Double
  package let after: WriteLedger
  /// What was lost of all writes, after a kill and a restart.
  package let loss: Loss

  /// - Throws: `MissingCapability` without strace; `FixtureError`, `SystemError`.
  package static func run(_ eventLoad: EventLoad, on servers: some ServerFactory) async throws -> FsyncError {
    func failing(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.tracingFsync(.failure(at: 2))
    }
    return try await servers.withServer(adjust: failing) { try FsyncError(eventLoad, on: $0) }
  }

  private init(_ eventLoad: EventLoad, on server: RedisServer) throws {
    let clock = LedgerClock()
    var writer = eventLoad.writer
    writer.rate = eventLoad.throughput
    before = try writer.write(to: server, clock: clock) { !$0.refused.isEmpty || clock.seconds > Self.patience }
    let connection = try server.connect()
    info = try connection.info("persistence")
    didFail = try server.fsyncs().contains { $0.error != nil }

    let began = ContinuousClock.now
    for command in Self.recovery { try connection.command(words: command) }
    try connection.waitForGoodRewrite(within: .seconds(60))
    seconds = (ContinuousClock.now - began) / .seconds(1)
    writer.rate = nil
    writer.first = before.writes.count
    after = try writer.write(to: server, clock: clock) { $0.writes.count >= Self.writesAfter }
    let crash = try server.killBetweenFsyncs(by: clock)
    try server.start()
    loss = try eventLoad.loss(of: [before, after], crash: crash, in: server)
  }
}
