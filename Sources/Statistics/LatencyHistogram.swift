/// How often each latency was seen, to 3 significant decimal digits and no finer than a microsecond.
///
///     var histogram = LatencyHistogram()
///     histogram.record(microseconds: 212)
///     let p99 = histogram.percentile(0.99)  // seconds
///
/// The layout is HdrHistogram's. Latencies up to a minute have their place at once (136 KiB); a longer one makes room
/// for itself, since a latency that is cut off would flatter the server. Counts have 64 bits: with 32 of them, a day at
/// 50,000/s could overflow one.
package struct LatencyHistogram: Sendable {
  /// By the layout's index.
  private(set) var counts: [UInt64]
  package private(set) var count = 0
  private var leastMicroseconds = Int.max
  private(set) var greatestMicroseconds = 0

  package init() {
    counts = Array(repeating: 0, count: HistogramLayout.countsNeeded(for: 60_000_000))
  }

  /// Counts a latency. A negative one, which only a clock that steps back can measure, counts as 0.
  @inline(__always)
  package mutating func record(microseconds: Int) {
    let value = max(0, microseconds)
    let index = HistogramLayout.index(of: value)
    if index >= counts.count { grow(to: HistogramLayout.countsNeeded(for: value)) }
    counts[index] &+= 1
    count &+= 1
    leastMicroseconds = min(leastMicroseconds, value)
    greatestMicroseconds = max(greatestMicroseconds, value)
  }

  /// The shortest latency, in seconds: exact; NaN if empty.
  package var minimum: Double { count == 0 ? .nan : seconds(leastMicroseconds) }

  /// The longest latency, in seconds: exact; NaN if empty.
  package var maximum: Double { count == 0 ? .nan : seconds(greatestMicroseconds) }

  /// The mean, in seconds, to 3 digits, as HdrHistogram computes it: each count stands for the middle of its latencies.
  /// NaN if empty.
  package var mean: Double {
    guard count > 0 else { return .nan }
    let sum = recorded.reduce(0.0) { $0 + Double($1.count) * Double(HistogramLayout.middleValue(at: $1.index)) }
    return min(max(sum / Double(count) / 1_000_000, minimum), maximum)
  }

  /// The nearest-rank percentile, in seconds: the longest latency that shares its count, but none longer than the
  /// maximum. NaN if empty.
  ///
  /// - Parameter share: above 0 and at most 1, such as 0.99 for the 99th percentile.
  package func percentile(_ share: Double) -> Double {
    guard count > 0 else { return .nan }
    let rank = nearestRank(of: share, among: count)
    var seen = 0
    for (index, count) in recorded {
      seen += count
      if seen >= rank { return highestSeconds(at: index) }
    }
    return maximum
  }

  /// The percentiles for a picture whose axis spreads the last of them, in seconds: five in each half of the way to 1,
  /// as HdrHistogram's percentile iterator has them, from share 0 until the longest latency is reached, and that
  /// latency at share 1. Empty if there is none.
  package var curve: [(share: Double, seconds: Double)] {
    var points: [(share: Double, seconds: Double)] = []
    var seen = 0
    var percent = 0.0
    var step = 10.0
    for (index, count) in recorded {
      seen += count
      while 100 * Double(seen) / Double(self.count) >= percent {
        points.append((percent / 100, highestSeconds(at: index)))
        // 50, 25 and so on are exact to the computer, and so are their fifths' percents.
        percent += step
        if points.count.isMultiple(of: 5) { step /= 2 }
        if seen == self.count { return points + [(1, maximum)] }
      }
    }
    return count == 0 ? [] : points + [(1, maximum)]
  }

  /// Adds what the other histogram counted.
  package mutating func merge(_ other: LatencyHistogram) {
    grow(to: other.counts.count)
    for (index, count) in other.recorded { counts[index] += UInt64(count) }
    count += other.count
    leastMicroseconds = min(leastMicroseconds, other.leastMicroseconds)
    greatestMicroseconds = max(greatestMicroseconds, other.greatestMicroseconds)
  }

  /// Forgets everything but keeps its memory.
  package mutating func removeAll() {
    for index in 0...HistogramLayout.index(of: greatestMicroseconds) { counts[index] = 0 }
    count = 0
    leastMicroseconds = .max
    greatestMicroseconds = 0
  }

  @inline(never)
  private mutating func grow(to size: Int) {
    counts.append(contentsOf: repeatElement(0, count: max(0, size - counts.count)))
  }

  /// The counts that are not 0, the shortest latency first.
  private var recorded: some Sequence<(index: Int, count: Int)> {
    counts.prefix(count == 0 ? 0 : HistogramLayout.index(of: greatestMicroseconds) + 1).enumerated().lazy
      .filter { $0.element > 0 }
      .map { (index: $0.offset, count: Int($0.element)) }
  }

  private func highestSeconds(at index: Int) -> Double {
    min(seconds(HistogramLayout.highestValue(at: index)), maximum)
  }

  private func seconds(_ microseconds: Int) -> Double {
    Double(microseconds) / 1_000_000
  }
}

extension LatencyHistogram: Equatable {
  /// Whether both counted the same, whatever memory they hold.
  package static func == (one: LatencyHistogram, other: LatencyHistogram) -> Bool {
    one.count == other.count && one.leastMicroseconds == other.leastMicroseconds
      && one.greatestMicroseconds == other.greatestMicroseconds
      && one.recorded.elementsEqual(other.recorded) { $0 == $1 }
  }
}
