import Firehose
import Statistics
import Testing

@Suite("Percentile")
struct PercentileTests {
  /// The examples of the nearest rank at https://en.wikipedia.org/wiki/Percentile.
  @Test(
    arguments: [
      ([15, 20, 35, 40, 50], [0.05: 15, 0.3: 20, 0.4: 20, 0.5: 35, 1: 50]),
      ([3, 6, 7, 8, 8, 10, 13, 15, 16, 20], [0.25: 7, 0.5: 8, 0.75: 15, 1: 20]),
      ([3, 6, 7, 8, 8, 9, 10, 13, 15, 16, 20], [0.25: 7, 0.5: 9, 0.75: 15, 1: 20]),
    ] as [([Double], [Double: Double])])
  func `published examples`(values: [Double], percentiles: [Double: Double]) {
    for (share, value) in percentiles {
      #expect(values.percentile(share) == value)
      #expect(values.reversed().percentile(share) == value)
    }
  }

  /// Among them are those that a computer multiplies to a little more than the rank, such as 0.07 × 100.
  @Test(arguments: [1, 10, 20, 100, 1000, 2000, 10_000])
  func `every whole percent has the rank that whole numbers give`(count: Int) {
    let values = (1...count).map(Double.init)
    for percent in 1...100 {
      let rank = (percent * count + 99) / 100
      #expect(values.percentile(Double(percent) / 100) == Double(rank), "P\(percent) of \(count)")
    }
    #expect(values.percentile(0.999) == Double((999 * count + 999) / 1000))
  }

  @Test func `no more than the share lies below it, and no less up to it`() {
    var random = SplitMix64(state: 3)
    for _ in 0..<300 {
      let values = (0..<Int.random(in: 1...60, using: &random)).map { _ in
        Double(Int.random(in: -10...10, using: &random))
      }
      let share = Double(Int.random(in: 1...100, using: &random)) / 100
      let percentile = values.percentile(share)
      let count = Double(values.count)
      #expect(values.contains(percentile))
      #expect(Double(values.count { $0 <= percentile }) >= share * count - 1e-9)
      #expect(Double(values.count { $0 < percentile }) < share * count + 1e-9)
    }
  }

  @Test(arguments: [0.001, 0.5, 0.99, 1])
  func `of one value it is that value`(share: Double) {
    #expect([7.5].percentile(share) == 7.5)
  }

  @Test func `it is NaN if empty`() {
    #expect([Double]().percentile(0.99).isNaN)
  }

  @Test func `the smallest share is the least value`() {
    #expect((1...100).map(Double.init).percentile(.leastNonzeroMagnitude) == 1)
  }
}
