import Firehose
import Statistics
import TestSupport
import Testing

@Suite("Latency histogram")
struct LatencyHistogramTests {
  @Test func `of nothing there is no figure`() {
    let histogram = LatencyHistogram()
    #expect(histogram.count == 0)
    #expect(histogram.minimum.isNaN && histogram.maximum.isNaN && histogram.mean.isNaN)
    #expect(histogram.percentile(0.99).isNaN)
    #expect(histogram.curve.isEmpty)
  }

  @Test(arguments: [0, 1, 2047, 2048, 2049, 1_234_567, 60_000_000, 67_108_863, 67_108_864, 86_400_000_001, .max])
  func `of one latency each figure is that latency, however long`(microseconds: Int) {
    let histogram = LatencyHistogram(of: [microseconds])
    let seconds = Double(microseconds) / 1_000_000
    #expect(histogram.count == 1)
    #expect(histogram.minimum == seconds)
    #expect(histogram.maximum == seconds)
    #expect(histogram.percentile(0.001) == seconds)
    #expect(histogram.percentile(1) == seconds)
    #expect(abs(histogram.mean - seconds) <= seconds / 1000)
    #expect(histogram.curve.map(\.share) == [0, 1])
    #expect(histogram.curve.allSatisfy { $0.seconds == seconds })
  }

  @Test func `a negative latency counts as none`() {
    #expect(LatencyHistogram(of: [-1, .min, 5]) == LatencyHistogram(of: [0, 0, 5]))
  }

  @Test func `up to two milliseconds nothing is rounded`() {
    let latencies = Array(0...2047)
    let histogram = LatencyHistogram(of: latencies)
    for percent in 1...100 {
      let share = Double(percent) / 100
      #expect(histogram.percentile(share) == latencies.map { Double($0) / 1_000_000 }.percentile(share))
    }
    #expect(abs(histogram.mean - 0.0010235) < 1e-12)
  }

  @Test func `percentiles are at most a thousandth longer, and never shorter`() {
    var random = SplitMix64(state: 8)
    for _ in 0..<30 {
      let latencies = (0..<200).map { _ in
        Int.random(in: 0..<1 << Int.random(in: 1...40, using: &random), using: &random)
      }
      let histogram = LatencyHistogram(of: latencies)
      let seconds = latencies.map { Double($0) / 1_000_000 }
      #expect(histogram.maximum == seconds.max())
      #expect(histogram.minimum == seconds.min())
      #expect(abs(histogram.mean / (seconds.reduce(0, +) / 200) - 1) < 0.001)
      for share in [0.01, 0.07, 0.5, 0.57, 0.9, 0.99, 0.995, 1] {
        let exact = seconds.percentile(share)
        #expect(histogram.percentile(share) >= exact)
        #expect(histogram.percentile(share) <= exact * 1.001)
      }
      #expect(histogram.percentile(1) == histogram.maximum)
    }
  }

  // MARK: Against HdrHistogram

  /// hdrhistogram 0.10.8 of PyPI: `HdrHistogram(1, 67108863, 3)`, each value by `record_value`, then
  /// `get_value_at_percentile`. HdrHistogram 2.1.11 for Java says the same.
  @Test(arguments: [
    0.01: 2, 0.07: 24, 0.25: 386, 0.29: 740, 0.5: 16_879, 0.57: 48_639, 0.75: 822_783, 0.9: 8_306_687,
    0.95: 19_529_727, 0.99: 53_051_391, 0.995: 59_047_935, 0.999: 63_995_903, 0.99975: 66_977_791,
  ])
  func `its percentiles are HdrHistogram's`(share: Double, microseconds: Int) {
    #expect(LatencyHistogram.fourThousand.percentile(share) == Double(microseconds) / 1_000_000)
  }

  /// `get_mean_value` of the same; the maximum itself, where HdrHistogram has the highest that shares its count.
  @Test func `its mean is HdrHistogram's, its maximum is exact`() {
    let histogram = LatencyHistogram.fourThousand
    #expect(histogram.count == 4000)
    #expect(histogram.minimum == 0)
    #expect(abs(histogram.mean - 3.08537468125) < 1e-9)
    #expect(histogram.maximum == 67.105874)
    #expect(histogram.percentile(1) == 67.105874)
  }

  /// HdrHistogram 2.1.11 for Java: `percentiles(5)`, of each its `getPercentileLevelIteratedTo` and its
  /// `getValueIteratedTo`, but for the last two, which are the maximum here.
  @Test func `its curve is HdrHistogram's`() {
    let curve = LatencyHistogram.fourThousand.curve
    let first: [(Double, Int)] = [
      (0.0, 0), (10.0, 37), (20.0, 175), (30.0, 847), (40.0, 3585), (50.0, 16_879), (55.0, 34_239), (60.0, 79_999),
      (65.0, 186_111), (70.0, 377_343), (75.0, 822_783), (77.5, 1_116_159), (80.0, 1_810_431), (82.5, 2_691_071),
      (85.0, 3_831_807), (87.5, 5_742_591), (88.75, 7_045_119), (90.0, 8_306_687),
    ]
    let last: [(Double, Int)] = [
      (99.9609375, 66_977_791), (99.9658203125, 66_977_791), (99.970703125, 66_977_791),
      (99.9755859375, 67_105_874), (100.0, 67_105_874),
    ]
    #expect(curve.count == 62)
    for (point, (percent, microseconds)) in Array(zip(curve, first)) + zip(curve.suffix(last.count), last) {
      #expect(point.share == percent / 100)
      #expect(point.seconds == Double(microseconds) / 1_000_000)
    }
  }

  @Test func `a curve rises and ends with the maximum`() {
    for latencies in [[3], [0, 0], [1, 9, 9], Array(0..<5000), [70_000_000, 1]] {
      let curve = LatencyHistogram(of: latencies).curve
      #expect(curve.first?.share == 0)
      #expect(curve.last?.share == 1)
      #expect(curve.last?.seconds == Double(latencies.max()!) / 1_000_000)
      for (point, next) in zip(curve, curve.dropFirst()) {
        #expect(point.share < next.share)
        #expect(point.seconds <= next.seconds)
      }
    }
  }

  // MARK: Together

  @Test func `merged they are as if one had recorded all, in either order`() {
    let one = [5, 5, 3000, 900_000]
    let other = [1, 5, 120_000_000]
    let both = LatencyHistogram(of: one + other)
    var merged = LatencyHistogram(of: one)
    merged.merge(LatencyHistogram(of: other))
    #expect(merged == both)
    merged = LatencyHistogram(of: other)
    merged.merge(LatencyHistogram(of: one))
    #expect(merged == both)
    #expect(merged.maximum == 120)
    #expect(merged.minimum == 0.000001)
  }

  @Test func `nothing merged changes nothing`() {
    let histogram = LatencyHistogram(of: [7, 70])
    var merged = histogram
    merged.merge(LatencyHistogram())
    #expect(merged == histogram)
    merged = LatencyHistogram()
    merged.merge(histogram)
    #expect(merged == histogram)
  }

  @Test func `emptied it is as new, whatever room it has made`() {
    var histogram = LatencyHistogram(of: [0, 12, 3_000_000, 7_000_000_000])
    histogram.removeAll()
    #expect(histogram == LatencyHistogram())
    histogram.record(microseconds: 4)
    #expect(histogram == LatencyHistogram(of: [4]))
  }

  @Test func `a difference that a count hides is one in the maximum`() {
    #expect(LatencyHistogram(of: [1, 100_000]) != LatencyHistogram(of: [1, 100_001]))
    #expect(LatencyHistogram(of: [1, 100_000, 200_000]) == LatencyHistogram(of: [1, 100_001, 200_000]))
    #expect(LatencyHistogram(of: [1, 2, 3]) != LatencyHistogram(of: [1, 3, 3]))
  }
}
