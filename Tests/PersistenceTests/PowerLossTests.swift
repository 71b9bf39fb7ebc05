import Host
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Loss of power", .specification, .tags(.durability))
struct PowerLossTests {
  /// Further cuts, while a rewrite of the append-only file goes on.
  private static let cutsDuringRewrite = 2

  @Test(.tags(.must)) func `DUR-03 power loss`() async throws {
    let cuts = Int(try evidence.limit(of: .powerCuts))
    let disk = HostDisk()
    let trials = try await cutPower(cuts)
    for trial in trials {
      if let metRewrite = trial.metRewrite { evidence.sometimes("a rewrite went on", metRewrite) }
      if let refusal = trial.refusal {
        evidence.note("After a loss of power the server did not start, nor after redis-check-aof --fix: \(refusal).")
      }
    }
    // Of a page of our own, and of the servers' files: theirs are on a disk in a file, with a journal of its own.
    let longestSync = ([disk.longestSync()] + trials.compactMap(\.longestSync)).max() ?? .nan
    let losses = Losses(trials.map(\.loss))
    // Noise only adds: what is within the limit on a slow disk is so on a fast one.
    if !evidence.admits(.lossWindow, losses.longestWindow) {
      try evidence.requireQuietDisk(longestSync: longestSync, limit: evidence.settings.number(.lossWindow))
    }
    evidence.sometimes("a trial lost an acknowledged write", losses.withLoss > 0)
    evidence.record(.powerCuts, losses.count, samples: 0)
    evidence.record(.acknowledged, losses.acknowledged, samples: 0)
    evidence.record(.trialsWithLoss, losses.withLoss, samples: 0)
    evidence.record(.lost, losses.lost, samples: 0)
    for (number, loss) in losses.each.enumerated() {
      let name = "cut \(number + 1)\(number < cuts ? "" : ", during a rewrite")"
      evidence.record(.lossWindow, loss.window, of: name, samples: loss.acknowledged)
    }
    evidence.recordIntegrity(losses)
    evidence.violateWhereRefused(losses.refused)
    evidence.show(PowerCut.figure(of: trials, limits: evidence.marks("must", of: .lossWindow)))
    evidence.attach(losses, named: "power-cuts.csv")
    evidence.attachFiles(trials.map(\.files))
  }

  private func cutPower(_ cuts: Int) async throws -> [PowerCut] {
    let eventLoad = try EventLoad.specified()
    let missing = FaultDisk.missing
    evidence.note(
      missing.map {
        "Technique: no disk that loses power can be made here (\($0)). Instead the server was killed and its "
          + "append-only file cut to the length that it had when its last completed fsync began (strace)."
      }
        ?? "Technique: each server's data was on an ext4 file system of its own, which was shut down without a flush of "
        + "its journal, and mounted again.")
    return try await PowerCut.play(cuts + Self.cutsDuringRewrite, phases: .told) { number, phase in
      let trial = PowerCutTrial(eventLoad, phase: phase, isDuringRewrite: number >= cuts)
      return missing == nil
        ? try await trial.onFaultDisk(ServersUnderTest()) : try await trial.byFsyncTimeline(ServersUnderTest())
    }
  }
}
