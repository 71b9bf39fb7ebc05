import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Crash", .specification, .tags(.durability))
struct CrashTests {
  @Test(.tags(.must)) func `DUR-02 SIGKILL under load`() async throws {
    let writes = Int(try evidence.settings.number(.crashWrites))
    let kills = Int(try evidence.limit(of: .kills))
    try await withServerUnderTest(scaled: false) { server in
      let crashes = try KillsUnderLoad(
        .specified(), on: server, kills: kills, killsInFlight: 3, writes: writes, phases: .told)
      let (losses, meanwhile) = (crashes.idle, crashes.inFlight)
      evidence.sometimes("a kill left writes without an answer", losses.leftUnanswered)
      evidence.record(.kills, losses.count, samples: 0)
      evidence.record(losses)
      evidence.record(.lossWindowDuringFsync, meanwhile.longestWindow, samples: meanwhile.count)
      evidence.record(.lostDuringFsync, meanwhile.lost, samples: 0)
      evidence.note("Of \(meanwhile.count) kills during an fsync one was seen in flight at \(crashes.seenInFlight).")
      evidence.recordIntegrity(meanwhile)
      evidence.violateWhereRefused(losses.refused.merging(meanwhile.refused, uniquingKeysWith: +))
      evidence.attach(Losses(losses.each + meanwhile.each), named: "kills.csv")
      evidence.attachFiles(crashes.files)
      evidence.attach(try server.connect().info("persistence").text, named: "info-persistence.txt")
      if losses.withLoss == 0, meanwhile.lost > 0 { concludeOnFsync(meanwhile) }
    }
  }

  /// What appendfsync everysec costs at a kill, though the page cache survives it.
  private func concludeOnFsync(_ losses: Losses) {
    let window = MeasureUnit.seconds.format(.number(losses.longestWindow))
    evidence.conclude(
      "A kill between two fsyncs lost nothing. A kill while an fsync was in flight lost what had been acknowledged "
        + "since it began: \(grouped(Double(losses.lost))) writes in \(losses.count) kills, up to \(window) of them. "
        + "Redis holds back its own write while it syncs.")
  }

  @Test(.tags(.must)) func `DUR-05 SIGKILL during a rewrite`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let crashes = try KillsDuringRewrite(.specified(), on: server, phases: .told)
      for metRewrite in crashes.metRewrite {
        evidence.sometimes("a rewrite ran when the server was killed", metRewrite)
      }
      evidence.sometimes("a file of the rewrite was left behind by the kill", crashes.strays > 0)
      evidence.record(.kills, crashes.losses.count, samples: 0)
      evidence.record(crashes.losses)
      evidence.violateWhereRefused(crashes.losses.refused)
      evidence.record(.restartTime, crashes.restarts.max() ?? .nan, samples: crashes.restarts.count)
      evidence.record(.failedRewrites, crashes.failedRewrites, samples: crashes.rewrites.count)
      evidence.attachFiles(crashes.files)
      evidence.attach(crashes.losses, named: "kills.csv")
    }
  }
}
