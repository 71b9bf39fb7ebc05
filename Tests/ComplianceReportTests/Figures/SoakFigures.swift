import Foundation
import MET001

extension Figure {
  /// What an hour at a fixed rate leaves: throughput with its trend, latency by the second, and its percentiles. All of
  /// it is made up, with one stall of 0.4 s in the thirty-first minute.
  static var soakFigures: [Figure] { [throughput, latencyBySecond, percentiles] }

  static let stall = 1873

  private static func bySecond(_ value: (Int, Double) -> Double) -> [Point] {
    (0..<3600).map { second in
      // No two seconds are alike, but each is the same in every run.
      let noise = sin(Double(second) * 12.9898) * 43_758.5453
      return Point(x: Double(second), y: value(second, noise - noise.rounded(.down)))
    }
  }

  private static let limits = [
    Mark(label: "P50 < 1 ms", y: 0.001), Mark(label: "P95 < 2 ms", y: 0.002), Mark(label: "P99 < 5 ms", y: 0.005),
  ]

  static var throughput: Figure {
    Figure(
      title: "Throughput by the second", x: Axis(label: "Elapsed", unit: .seconds),
      y: Axis(label: "Answered", unit: .operationsPerSecond),
      series: [
        Series(
          name: "answered",
          points: bySecond { second, noise in
            if second == stall { return 590 }
            if second == stall + 1 { return 1405 }
            return 985 + 30 * noise - 0.03 * Double(second)
          }),
        Series(name: "trend (Theil–Sen)", points: [Point(x: 0, y: 1000), Point(x: 3599, y: 892)], style: .trend),
      ])
  }

  static var latencyBySecond: Figure {
    func line(_ name: String, _ usual: Double, _ spread: Double, stalled: Double) -> Series {
      Series(name: name, points: bySecond { $0 == stall ? stalled : usual * pow(spread, $1 - 0.5) }, style: .peaks)
    }
    return Figure(
      title: "Response time by the second", x: Axis(label: "Elapsed", unit: .seconds),
      y: Axis(label: "Response time", unit: .seconds, scale: .logarithmic),
      series: [
        line("P50", 0.000_11, 1.3, stalled: 0.000_12), line("P95", 0.000_24, 1.6, stalled: 0.36),
        line("P99", 0.000_8, 3, stalled: 0.39), line("max", 0.003, 8, stalled: 0.401),
      ], marks: limits)
  }

  static var percentiles: Figure {
    /// The value at each depth, and the greatest at the share 1.
    func line(_ name: String, _ value: (Double) -> Double, most: Double) -> Series {
      let depths = stride(from: 0, through: 5.9, by: 0.1)
      return Series(
        name: name,
        points: depths.map { Point(x: 1 - pow(10, -$0), y: min(value($0), most)) } + [Point(x: 1, y: most)])
    }
    return Figure(
      title: "Response time against service time",
      x: Axis(label: "Share of the requests", unit: .ratio, scale: .percentile),
      y: Axis(label: "Time", unit: .seconds, scale: .logarithmic),
      series: [
        line("response time", { 0.000_08 * pow(10, 0.22 * $0) + ($0 > 3.6 ? 0.1 * ($0 - 3.6) : 0) }, most: 0.401),
        line("service time", { 0.000_06 * pow(10, 0.2 * $0) }, most: 0.4),
      ], marks: limits)
  }
}
