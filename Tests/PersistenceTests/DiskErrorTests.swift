import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Disk errors", .specification, .tags(.durability))
struct DiskErrorTests {
  @Test(.tags(.must)) func `DUR-11 disk full`() async throws {
    let disk = try await FullDisk.run(.specified(), on: ServersUnderTest())
    evidence.note("Technique: \(disk.technique).")
    evidence.record(.refusal, disk.refusal, samples: disk.during.writes.count)
    evidence.record(.readableShare, disk.readableShare, samples: disk.before.acknowledged)
    evidence.record(.reported, disk.info["aof_last_write_status"] ?? "")
    evidence.record(.timeToHeal, disk.healing)
    evidence.record(.refusedAfterHealing, disk.after.refusedCount, samples: disk.after.writes.count)
    evidence.record(Losses([disk.loss]))
    evidence.attach(disk.info.text, named: "info-while-full.txt")
  }

  @Test(.tags(.must)) func `DUR-12 one fsync error`() async throws {
    let error = try await FsyncError.run(.specified(), on: ServersUnderTest())
    evidence.sometimes("an fsync of the append-only file failed", error.didFail)
    evidence.record(.reported, error.info["aof_last_write_status"] ?? "")
    evidence.record(.refusedAfterRecovery, error.after.refusedCount, samples: error.after.writes.count)
    evidence.record(.timeToRecover, error.seconds)
    evidence.record(.recoverySteps, FsyncError.recovery.count)
    evidence.record(Losses([error.loss]))
    let commands = FsyncError.recovery.map { $0.joined(separator: " ") }
    evidence.note(
      "\(error.before.refusedCount) writes were refused after the error. \(commands.joined(separator: ", then ")), "
        + "brought writing back.")
    evidence.attach(error.info.text, named: "info-after-error.txt")
  }
}
