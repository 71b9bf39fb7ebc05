import MET001
import Workload

extension LoadHistory {
  /// The rate over the load.
  var rateFigure: Figure {
    Figure(
      title: "Load rate", x: .init(label: "events in the buffer", unit: .events),
      y: .init(label: "events acknowledged per second", unit: .eventsPerSecond),
      series: [
        .init(
          name: "load rate",
          points: rates(stretches: 100).map { .init(x: Double($0.events), y: $0.eventsPerSecond) })
      ])
  }

  /// Memory over the load, as shares of the limit.
  func memoryFigure(maxmemory: Int, marks: [Figure.Mark]) -> Figure {
    let limit = Double(max(maxmemory, 1))
    return Figure(
      title: "Memory over the load", x: .init(label: "events in the buffer", unit: .events),
      y: .init(label: "used_memory ÷ maxmemory", unit: .ratio),
      series: [
        .init(
          name: "used_memory",
          points: samples.map { .init(x: Double($0.events), y: Double($0.usedMemory) / limit) })
      ],
      marks: marks)
  }

  /// Every sample: seconds, events, bytes of used_memory.
  var csv: String {
    samples.reduce(into: "seconds,events,used_memory_bytes\n") { text, sample in
      text += "\(sample.seconds),\(sample.events),\(sample.usedMemory)\n"
    }
  }
}
