import MET001
import Workload

extension Survival {
  /// The surviving share of each decile of age, beside exact LRU.
  func figure(title: String) -> Figure {
    let shares = survivedShares(parts: 10)
    let survived = 1 - Double(evicted) / Double(max(count, 1))
    // Exact LRU keeps the youngest events, and of the decile at the border the younger part.
    let exact = (0..<10).map { decile in min(1, max(0, (Double(decile) + 1) - 10 * (1 - survived))) }
    return Figure(
      title: title, kind: .bars, x: .init(label: "age of the events, by decile", unit: .value),
      y: .init(label: "still there", unit: .ratio),
      categories: (1...10).map { $0 == 1 ? "oldest" : $0 == 10 ? "youngest" : "\($0)" },
      series: [
        .init(name: "this server", points: shares.enumerated().map { .init(x: Double($0), y: $1) }),
        .init(name: "exact LRU", points: exact.enumerated().map { .init(x: Double($0), y: $1) }),
      ])
  }
}

extension LoadHistory {
  /// Memory through the overfill, as shares of the limit.
  func overfillFigure(maxmemory: Int, marks: [Figure.Mark]) -> Figure {
    Figure(
      title: "Memory through the overfill", x: .init(label: "events acknowledged", unit: .events),
      y: .init(label: "counted memory ÷ maxmemory", unit: .ratio),
      series: [
        .init(
          name: "used_memory − mem_not_counted_for_evict",
          points: samples.map { .init(x: Double($0.events), y: Double($0.countedMemory) / Double(maxmemory)) })
      ],
      marks: marks)
  }
}
