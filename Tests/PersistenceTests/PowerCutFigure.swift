import MET001
import Scenarios
import Workload

extension PowerCut {
  /// - Parameter limits: of the loss window, in seconds before the power went.
  static func figure(of trials: [PowerCut], limits: [Figure.Mark]) -> Figure {
    func points(_ time: (PowerCut) -> Double?) -> [Figure.Point] {
      trials.enumerated().compactMap { row, trial in time(trial).map { .init(x: $0 - trial.time, y: Double(row)) } }
    }
    return Figure(
      title: "What each loss of power cost", kind: .strips,
      x: .init(label: "seconds before the power went", unit: .seconds), y: .init(label: "power cut", unit: .value),
      categories: trials.indices.map { "\($0 + 1)" },
      series: [
        .init(name: "last acknowledged", points: points(\.lastAcknowledgement)),
        .init(name: "last fsync began", points: points(\.synced)),
        .init(name: "recovered until", points: points(\.loss.survivedUntil)),
      ],
      marks: limits.map { .init(label: $0.label, y: -$0.y) },
      spans: trials.enumerated().filter { $1.loss.lost > 0 }.map { row, trial in
        .init(label: "acknowledged and lost", row: row, from: -trial.loss.window, to: 0)
      })
  }
}
