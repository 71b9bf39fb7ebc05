import MET001
import MET001Testing
import Scenarios
import Statistics
import Testing
import Workload

extension Figure {
  /// Operations per second, a bar each.
  static func rates(of rates: [(name: String, rate: Double)]) -> Figure {
    Figure(
      title: "Answers per second", kind: .bars, x: .init(label: "", unit: .value),
      y: .init(label: "answers per second", unit: .operationsPerSecond), categories: rates.map(\.name),
      series: [
        .init(name: "answers per second", points: rates.enumerated().map { .init(x: Double($0), y: $1.rate) })
      ],
      marks: evidence.marks("rate", of: .rate))
  }

  /// What was answered in time of every second's requests, and the line through it.
  static func throughput(of history: TrafficHistory, trend: (from: Double, to: Double)? = nil) -> Figure {
    let rates = history.punctualPerSecond
    var series = [Series(name: "answered in time", points: seconds(rates))]
    if let trend, rates.count > 1 {
      series.append(
        .init(
          name: "Theil–Sen line",
          points: [.init(x: 1, y: trend.from), .init(x: Double(rates.count), y: trend.to)], style: .trend))
    }
    return Figure(
      title: "Throughput", x: .init(label: "seconds", unit: .seconds),
      y: .init(label: "answers per second", unit: .operationsPerSecond), series: series)
  }

  /// The response times of every second.
  static func latencies(of history: TrafficHistory, marks: [Mark]? = nil) throws -> Figure {
    func series(_ name: String, _ value: (TrafficHistory.Window) -> Double) -> Series {
      Series(name: name, points: seconds(history.windows.map(value)).filter { !$0.y.isNaN }, style: .peaks)
    }
    return Figure(
      title: "Response times", x: .init(label: "seconds", unit: .seconds),
      y: .init(label: "response time", unit: .seconds, scale: .logarithmic),
      series: [
        series("longest", \.maximum), series("P99", \.p99), series("P95", \.p95), series("P50", \.p50),
      ],
      marks: try marks ?? limits())
  }

  /// Every percentile, from when requests were due and from when they were sent.
  static func percentiles(of history: TrafficHistory, _ subject: String) throws -> Figure {
    func series(_ name: String, _ histogram: LatencyHistogram) -> Series {
      Series(name: name, points: histogram.curve.map { .init(x: $0.share, y: $0.seconds) })
    }
    return Figure(
      title: "Percentiles, \(subject)", x: .init(label: "share of the requests", unit: .ratio, scale: .percentile),
      y: .init(label: "time", unit: .seconds, scale: .logarithmic),
      series: [series("response time", history.response), series("service time", history.service)],
      marks: try limits())
  }

  /// The limits of the response time at the specification's rate.
  private static func limits() throws -> [Mark] {
    try [("P50", ParameterName.latencyP50), ("P95", .latencyP95), ("P99", .latencyP99)].map { name, parameter in
      let limit = try evidence.settings.number(parameter)
      return Mark(label: "\(name) < \(MeasureUnit.seconds.format(.number(limit)))", y: limit)
    }
  }

  /// Memory over the loads, as a share of the limit.
  static func memory(_ history: MemoryHistory, maxmemory: Double) -> Figure {
    Figure(
      title: "Memory during the baseline load", x: .init(label: "seconds", unit: .seconds),
      y: .init(label: "used_memory ÷ maxmemory", unit: .ratio),
      series: [
        .init(
          name: "used_memory",
          points: history.samples.map { .init(x: $0.seconds, y: Double($0.usedMemory) / maxmemory) })
      ],
      marks: evidence.marks("peak", of: .peakMemory))
  }

  /// The P99 at every rate that was tried.
  static func rateSearch(_ search: RateSearch, limit: Double) -> Figure {
    let trials = search.trials.filter { !$0.p99.isNaN }.sorted { $0.rate < $1.rate }
    return Figure(
      title: "P99 at each rate tried", x: .init(label: "offered per second", unit: .operationsPerSecond),
      y: .init(label: "P99 of the response time", unit: .seconds, scale: .logarithmic),
      series: [.init(name: "P99", points: trials.map { .init(x: $0.rate, y: $0.p99) })],
      marks: [.init(label: "P99 < \(MeasureUnit.seconds.format(.number(limit)))", y: limit)])
  }

  /// One value for each second, at its end.
  private static func seconds(_ values: [Double]) -> [Point] {
    values.enumerated().map { .init(x: Double($0 + 1), y: $1) }
  }
}

extension TrafficHistory {
  /// Every second: the requests that became due, those answered in time, and the response times in seconds.
  var csv: String {
    windows.enumerated().reduce(into: "second,offered,punctual,p50,p95,p99,longest,service_p50\n") { text, window in
      let (number, window) = window
      let times = [window.p50, window.p95, window.p99, window.maximum, window.service].map { "\($0)" }
      text += "\(number + 1),\(window.offered),\(window.punctual),\(times.joined(separator: ","))\n"
    }
  }
}
