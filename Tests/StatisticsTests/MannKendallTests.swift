import Firehose
import Statistics
import Testing

@Suite("Mann and Kendall's test")
struct MannKendallTests {
  /// pymannkendall 1.4.3 of PyPI: `original_test(y)`, its s, z and p.
  @Test(
    arguments: [
      ([1000, 998, 1003, 995, 991, 999, 990, 985, 992, 980], -29, -2.5043961347997645, 0.01226606138621289),
      ([5, 5, 4, 4, 4, 3, 5, 2, 2, 1, 3, 3], -36, -2.4707592280088115, 0.013482656081009292),
      ([1, 2, 4, 3, 6, 8, 7, 9, 12], 32, 3.2319734178846593, 0.0012293849189448647),
      ([100, 100, 100, 100, 0, 100, 100, 100, 100, 100], 1, 0, 1),
      ([3, 1], -1, 0, 1),
      (declining60, -1417, -9.033780067220036, 0),
      (declining101, -4197, -12.313954655822371, 0),
    ] as [([Double], Int, Double, Double)])
  func `it is pymannkendall's`(series: [Double], s: Int, z: Double, pValue: Double) {
    let test = mannKendall(series)
    #expect(test.s == s)
    #expect(abs(test.z - z) < 1e-12)
    #expect(abs(test.pValue - pValue) < 1e-12)
  }

  @Test(arguments: [[], [4], [7, 7, 7, 7, 7, 7, 7, 7, 7]] as [[Double]])
  func `where nothing rises or falls there is no trend`(series: [Double]) {
    #expect(mannKendall(series) == (0, 0, 1))
  }

  @Test func `what rises instead of falling is as unlikely`() {
    let rising = mannKendall(declining60.reversed())
    let falling = mannKendall(declining60)
    #expect(rising.s == -falling.s)
    #expect(rising.z == -falling.z)
    #expect(rising.pValue == falling.pValue)
    #expect(falling.pValue < 1e-18)
  }

  @Test func `without a trend one in twenty is taken for one`() {
    var random = SplitMix64(state: 11)
    let trials = 4000
    let found = (0..<trials).count { _ in
      mannKendall((0..<20).map { _ in Double.random(in: 0..<1, using: &random) }).pValue < 0.05
    }
    // Three and a half standard deviations are 0.012.
    #expect(abs(Double(found) / Double(trials) - 0.05) < 0.015)
  }
}

/// 60 values that fall by 2 each, but for a scatter of 41; many of them are equal.
let declining60 = madeUpSeries(count: 60, decline: 2, scatter: 41)
/// 101 values that fall by a quarter each, but for a scatter of 7.
let declining101 = madeUpSeries(count: 101, decline: 0.25, scatter: 7)

/// By the linear congruential generator of the C standard's example.
private func madeUpSeries(count: Int, decline: Double, scatter: Int) -> [Double] {
  var state = 1
  return (0..<count).map { index in
    state = (state * 1_103_515_245 + 12_345) % (1 << 31)
    return 1000 - decline * Double(index) + Double((state >> 16) % scatter)
  }
}
