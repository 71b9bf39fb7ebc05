import Processes
package import RedisFixture
package import Workload

/// A disk that fills up under a server that is written to, and gets its space back; then a kill.
package struct FullDisk: Sendable {
  private static let bytes = 128 << 20
  private static let writesBefore = 10_000
  private static let writesAfter = 1000
  /// A server that refuses none of so many writes has noticed nothing.
  private static let mostWhileFull = 20_000

  /// How the disk was filled, for people.
  package let technique: String
  package let before: WriteLedger
  /// What was written while the disk was full.
  package let during: WriteLedger
  /// What of the writes before was missing while the disk was full.
  package let missingWhileFull: Loss
  /// INFO persistence while the disk was full.
  package let info: Info
  /// From the return of space to the first write that was accepted, in seconds.
  package let healing: Double
  package let after: WriteLedger
  /// What was lost of all writes, after a kill and a restart.
  package let loss: Loss

  /// - Throws: `FixtureError`, `SystemError`.
  package static func run(_ eventLoad: EventLoad, on servers: some ServerFactory) async throws -> FullDisk {
    try await withFillingDisk(bytes: bytes) { disk in
      try await servers.withServer(adjust: disk.holding) { try FullDisk(eventLoad, on: $0, disk) }
    }
  }

  private init(_ eventLoad: EventLoad, on server: RedisServer, _ disk: FillingDisk) throws {
    technique = disk.technique
    let clock = LedgerClock()
    func write(first: Int = 0, rate: Double? = nil, until isOver: (WriteLedger) -> Bool) throws -> WriteLedger {
      var writer = eventLoad.writer
      writer.first = first
      writer.rate = rate
      return try writer.write(to: server, clock: clock, until: isOver)
    }
    before = try write { $0.writes.count >= Self.writesBefore }
    try disk.fill(under: server)
    // At a rate that lets every fsync end, for the server writes nothing beside one.
    during = try write(first: before.writes.count, rate: eventLoad.throughput) {
      !$0.refused.isEmpty || $0.writes.count > Self.mostWhileFull
    }
    missingWhileFull = try eventLoad.loss(of: [before], crash: clock.seconds, in: server)
    info = try server.connect().info("persistence")

    try disk.free(under: server)
    healing = try Self.timeToWriting(server)
    after = try write(first: before.writes.count + during.writes.count) { $0.writes.count >= Self.writesAfter }
    let crash = try server.killBetweenFsyncs(by: clock)
    try server.start()
    loss = try eventLoad.loss(of: [before, during, after], crash: crash, in: server)
  }

  /// The share of the acknowledged events that could be read while the disk was full.
  package var readableShare: Double {
    Double(before.acknowledged - missingWhileFull.lost) / Double(before.acknowledged)
  }

  /// The errors that writes were answered with while the disk was full, in their order.
  package var refusal: String { during.refused.keys.sorted().joined(separator: " ") }

  /// How long it takes until a write is accepted, in seconds.
  private static func timeToWriting(_ server: any RedisTarget) throws -> Double {
    let began = ContinuousClock.now
    let connection = try server.connect()
    try waitForServer("a write that is accepted", within: .seconds(60)) {
      guard case .error = try connection.send(["SET", "probe", "x"]) else { return true }
      return false
    }
    try connection.command("UNLINK", "probe")
    return (ContinuousClock.now - began) / .seconds(1)
  }
}
