import Host
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Loss of power", .specification, .tags(.durability))
struct PowerLossTests {
  @Test(.tags(.must)) func `DUR-03 power loss`() async throws {
    let life = try evidence.limit(of: .longestLife)
    let (trials, longestSync) = try await cutPower(
      [PowerCut.Moment](repeating: .usual, count: Int(try evidence.limit(of: .powerCuts)))
        + [.duringRewrite, .duringRewrite] + RewriteStep.allCases.map { .at($0) }
        + [.afterRewrite(0.3), .afterRewrite(1.5), .busy, .busy, .late(after: life), .late(after: life)])
    for trial in trials {
      evidence.sometimes("the power went \(trial.moment)", trial.metMoment)
      if let refusal = trial.refusal {
        // Of this no host is the reason, either.
        evidence.violate(
          "after a loss of power \(trial.moment) the server did not start, nor after redis-check-aof --fix: \(refusal)")
      }
    }
    let losses = Losses(trials.map(\.loss))
    // Of these no host is the reason.
    evidence.recordIntegrity(losses)
    evidence.violateWhereRefused(losses.refused)
    try requireQuietDisk(losses, longestSync: longestSync)
    evidence.sometimes("a trial lost an acknowledged write", losses.withLoss > 0)
    evidence.record(.powerCuts, losses.count, samples: 0)
    evidence.record(.acknowledged, losses.acknowledged, samples: 0)
    evidence.record(.trialsWithLoss, losses.withLoss, samples: 0)
    evidence.record(.lost, losses.lost, samples: 0)
    for (number, loss) in losses.each.enumerated() {
      evidence.record(
        .lossWindow, loss.window, of: "cut \(number + 1), \(trials[number].moment)", samples: loss.acknowledged)
    }
    evidence.record(.powerCutsAfterRewrite, trials.count(where: \.moment.isAfterRewrite), samples: 0)
    evidence.record(.longestLife, trials.map(\.time).max() ?? .nan, samples: 0)
    evidence.show(PowerCut.figure(of: trials, limits: evidence.marks("must", of: .lossWindow)))
    evidence.attach(losses, named: "power-cuts.csv")
    evidence.attachFiles(trials.map(\.files))
  }

  @Test(.tags(.should)) func `DUR-17 the clock steps back`() async throws {
    try await withServerUnderTest(scaled: false) { try SteppedClock.require(for: $0.binary()) }
    let (trials, longestSync) = try await cutPower(
      [PowerCut.Moment](repeating: .afterClockStep(seconds: 3600), count: 2))
    let losses = Losses(trials.map(\.loss))
    for refusal in trials.compactMap(\.refusal) {
      evidence.violate("after the loss of power the server did not start, nor after redis-check-aof --fix: \(refusal)")
    }
    evidence.record(.holes, losses.holes, samples: 0)
    evidence.violateWhereRefused(losses.refused)
    try requireQuietDisk(losses, longestSync: longestSync)
    for (number, trial) in trials.enumerated() {
      evidence.sometimes("the server's clock went back", trial.metMoment)
      evidence.record(.lossWindow, trial.loss.window, of: "cut \(number + 1)", samples: trial.loss.acknowledged)
    }
    evidence.record(.powerCuts, losses.count, samples: 0)
    if !evidence.admits(.lossWindow, losses.longestWindow) {
      evidence.conclude(
        "When the wall clock steps back, this server stops syncing its append-only file until the clock has caught up: all "
          + "that is acknowledged meanwhile is lost with the power. Let the clock be slewed, never stepped, while it runs."
      )
    }
    evidence.show(PowerCut.figure(of: trials, limits: evidence.marks("should", of: .lossWindow)))
    evidence.attachFiles(trials.map(\.files))
  }

  /// Ends the control as not judged where this host's disk may be why a loss window is too long.
  private func requireQuietDisk(_ losses: Losses, longestSync: Double) throws {
    // Noise only adds: what is within the limit on a slow disk is so on a fast one.
    guard !evidence.admits(.lossWindow, losses.longestWindow) else { return }
    try evidence.requireQuietDisk(
      longestSync: longestSync, beside: losses.longestWindow, limit: evidence.settings.number(.lossWindow))
  }

  /// Cuts the power of a server at each moment.
  ///
  /// - Returns: the cuts, in the order of the moments; and the longest sync meanwhile, in seconds, of a page of our own and
  ///   of the servers' files: theirs are on a disk in a file, with a journal of its own.
  private func cutPower(_ moments: [PowerCut.Moment]) async throws -> (trials: [PowerCut], longestSync: Double) {
    let disk = HostDisk()
    let eventLoad = try EventLoad.specified()
    let missing = FaultDisk.missing
    evidence.note(
      missing.map {
        "Technique: no disk that loses power can be made here (\($0)). Instead the server was killed and its "
          + "append-only file cut to the length that it had when its last completed fsync began (strace)."
      }
        ?? "Technique: each server's data was on an ext4 file system of its own, which was shut down without a flush of "
        + "its journal, and mounted again.")
    let trials = try await PowerCut.play(moments, phases: .told) { moment, phase in
      let trial = PowerCutTrial(eventLoad, moment, phase: phase)
      return missing == nil
        ? try await trial.onFaultDisk(ServersUnderTest()) : try await trial.byFsyncTimeline(ServersUnderTest())
    }
    return (trials, ([disk.longestSync()] + trials.compactMap(\.longestSync)).max() ?? .nan)
  }
}
