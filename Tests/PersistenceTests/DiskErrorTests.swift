import Foundation
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Synchronization
import Testing
import Workload

@Suite("Disk errors", .specification, .tags(.durability))
struct DiskErrorTests {
  @Test(.tags(.must)) func `DUR-11 disk full`() async throws {
    let eventLoad = try EventLoad.specified()
    try await withFillingDisk(bytes: 128 << 20) { disk in
      evidence.note("Technique: \(disk.technique).")
      try await withServerUnderTest(scaled: false, adjust: disk.holding) { server in
        let clock = LedgerClock()
        let before = try write(eventLoad, to: server, clock) { $0.writes.count >= 10_000 }
        try disk.fill(under: server)
        // At a rate that lets every fsync end, for the server writes nothing beside one.
        let during = try write(
          eventLoad, to: server, clock, first: before.writes.count, rate: eventLoad.throughput
        ) { !$0.refused.isEmpty || $0.writes.count > 20_000 }
        let readable = try eventLoad.loss(of: [before], crash: clock.seconds, in: server)
        let info = try server.connect().info("persistence")

        try disk.free(under: server)
        let healing = try timeToWriting(server)
        let after = try write(eventLoad, to: server, clock, first: before.writes.count + during.writes.count) {
          $0.writes.count >= 1_000
        }
        let crash = try server.kill(when: .idle, by: clock)
        try server.start()
        let loss = try eventLoad.loss(of: [before, during, after], crash: crash, in: server)

        evidence.record("refusal", during.refused.keys.sorted().joined(separator: " "), samples: during.writes.count)
        evidence.record(
          "readable-share", Double(before.acknowledged - readable.lost) / Double(before.acknowledged),
          samples: before.acknowledged)
        evidence.record("reported", info["aof_last_write_status"] ?? "")
        evidence.record("time-to-heal", healing)
        evidence.record("refused-after-healing", after.refusedCount, samples: after.writes.count)
        evidence.record([loss])
        evidence.attach(info.text, named: "info-while-full.txt")
      }
    }
  }

  @Test(.tags(.must)) func `DUR-12 one fsync error`() async throws {
    let eventLoad = try EventLoad.specified()
    func failing(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.tracingFsync(.failure(at: 2))
    }
    try await withServerUnderTest(scaled: false, adjust: failing) { server in
      let clock = LedgerClock()
      var writer = eventLoad.writer
      writer.rate = eventLoad.throughput
      let before = try writer.write(to: server, clock: clock) { !$0.refused.isEmpty || clock.seconds > 10 }
      let connection = try server.connect()
      let info = try connection.info("persistence")
      evidence.sometimes("an fsync of the append-only file failed", try server.fsyncs().contains { $0.error != nil })

      // The way back that Redis 7.0 leaves: a new append-only file.
      let began = ContinuousClock.now
      try connection.command("CONFIG", "SET", "appendonly", "no")
      try connection.command("CONFIG", "SET", "appendonly", "yes")
      try connection.waitForRewrite(within: .seconds(60))
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      writer.rate = nil
      writer.first = before.writes.count
      let after = try writer.write(to: server, clock: clock) { $0.writes.count >= 1000 }
      let crash = try server.kill(when: .idle, by: clock)
      try server.start()
      let loss = try eventLoad.loss(of: [before, after], crash: crash, in: server)

      evidence.record("reported", info["aof_last_write_status"] ?? "")
      evidence.record("refused-after-recovery", after.refusedCount, samples: after.writes.count)
      evidence.record("time-to-recover", seconds)
      evidence.record("recovery-steps", 2)
      evidence.record([loss])
      evidence.note(
        "\(before.refusedCount) writes were refused after the error. CONFIG SET appendonly no, then "
          + "CONFIG SET appendonly yes, brought writing back.")
      evidence.attach(info.text, named: "info-after-error.txt")
    }
  }

  private func write(
    _ eventLoad: EventLoad, to server: RedisServer, _ clock: LedgerClock, first: Int = 0,
    rate: Double? = nil, until isOver: (WriteLedger) -> Bool
  ) throws -> WriteLedger {
    var writer = eventLoad.writer
    writer.first = first
    writer.rate = rate
    return try writer.write(to: server, clock: clock, until: isOver)
  }

  /// How long it takes until a write is accepted, in seconds.
  private func timeToWriting(_ server: RedisServer) throws -> Double {
    let began = ContinuousClock.now
    let connection = try server.connect()
    try wait(for: "a write that is accepted", within: .seconds(60)) {
      guard case .error = try connection.send(["SET", "probe", "x"]) else { return true }
      return false
    }
    try connection.command("UNLINK", "probe")
    return (ContinuousClock.now - began) / .seconds(1)
  }
}
