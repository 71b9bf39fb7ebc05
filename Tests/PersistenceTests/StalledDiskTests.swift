import MET001Testing
import Processes
import Scenarios
import Testing
import Workload

@Suite("Stalled disk", .specification, .tags(.durability))
struct StalledDiskTests {
  @Test(.tags(.must)) func `DUR-04 stalled disk`() async throws {
    let eventLoad = try EventLoad.specified()
    // Redis waits two seconds for a hanging fsync before it writes on: just before that it holds back most.
    let kills = [1.0, 1.9, 3.0]
    let trials = try await onThreads(kills.count) { number in
      try await StalledFsync.kill(afterStalling: kills[number], eventLoad, on: ServersUnderTest())
    }
    let losses = Losses(trials.map(\.loss))
    evidence.sometimes("an fsync hung when the server was killed", trials.contains(where: \.didHang))
    evidence.record(.delayedFsync, trials.map(\.delayed).max() ?? 0, samples: trials.count)
    for (trial, kill) in zip(trials, kills) {
      let name = "killed \(kill) s into the stall"
      evidence.record(.lossWindow, trial.loss.window, of: name, samples: trial.loss.acknowledged)
      evidence.record(.lossBeyondStall, trial.windowBeyondStall, of: name, samples: 0)
    }
    evidence.recordIntegrity(losses)
    evidence.violateWhereRefused(losses.refused)
    evidence.record(.lost, losses.lost, samples: 0)
    evidence.attach(losses, named: "kills.csv")
  }
}
