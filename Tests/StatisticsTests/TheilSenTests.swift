import Firehose
import Statistics
import Testing

@Suite("Theil and Sen's line")
struct TheilSenTests {
  /// SciPy 1.17.1: `scipy.stats.theilslopes(y)`, its slope, low_slope, high_slope and intercept.
  @Test(
    arguments: [
      (
        [1000, 998, 1003, 995, 991, 999, 990, 985, 992, 980],
        [-2.142857142857143, -3.25, -0.8571428571428571, 1003.1428571428571]
      ),
      ([5, 5, 4, 4, 4, 3, 5, 2, 2, 1, 3, 3], [-0.3333333333333333, -0.5, 0, 5.333333333333333]),
      ([1, 2, 4, 3, 6, 8, 7, 9, 12], [1.3333333333333333, 1, 1.5, 0.666666666666667]),
      ([3, 1], [-2, -2, -2, 3]),
      ([7, 7, 7, 7, 7, 7, 7, 7, 7], [0, 0, 0, 7]),
      ([100, 100, 100, 100, 0, 100, 100, 100, 100, 100], [0, 0, 0, 100]),
      (declining60, [-2.0588235294117645, -2.259259259259259, -1.9, 1019.7352941176471]),
      (declining101, [-0.25, -0.2631578947368421, -0.25, 1003.5]),
    ] as [([Double], [Double])])
  func `it is SciPy's`(series: [Double], figures: [Double]) {
    let line = theilSen(series)
    let ours = [line.slope, line.interval.lowerBound, line.interval.upperBound, line.intercept]
    for (figure, scipys) in zip(ours, figures) { #expect(abs(figure - scipys) < 1e-12) }
  }

  @Test func `through values on a line it is that line`() {
    let line = theilSen((0..<50).map { 3 - 0.5 * Double($0) })
    #expect(line.slope == -0.5)
    #expect(line.interval == -0.5 ... -0.5)
    #expect(line.intercept == 3)
  }

  @Test func `a quarter of odd values does not bend it`() {
    var series = (0..<40).map { 3 - 0.5 * Double($0) }
    for index in 30..<40 { series[index] = 1e9 }
    #expect(theilSen(series).slope == -0.5)
  }

  @Test func `its interval holds the true slope in most cases`() {
    var random = SplitMix64(state: 12)
    let trials = 1000
    let held = (0..<trials).count { _ in
      let series = (0..<20).map { 0.1 * Double($0) + Double.random(in: -1...1, using: &random) }
      return theilSen(series).interval.contains(0.1)
    }
    // Three and a half standard deviations are 0.025.
    #expect(abs(Double(held) / Double(trials) - 0.95) < 0.03)
  }
}
