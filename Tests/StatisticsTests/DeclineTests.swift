import Statistics
import Testing

@Suite("Decline")
struct DeclineTests {
  private let limit = 0.1

  /// Without scatter, so that what is expected can be told by hand.
  private func line(count: Int, from: Double, to: Double) -> [Double] {
    (0..<count).map { from + (to - from) * Double($0) / Double(count - 1) }
  }

  private func finding(_ series: [Double]) -> Decline.Finding {
    Decline(of: series).finding(limit: limit)
  }

  // MARK: Rise

  @Test func `a time that grows by more than a quarter rises for certain, a steady or a scattered one does not`() {
    #expect(Decline(of: line(count: 60, from: 0.1, to: 0.7)).risesForCertain)
    #expect(Decline(of: line(count: 60, from: 0.1, to: 0.14)).risesForCertain)
    #expect(!Decline(of: line(count: 60, from: 0.1, to: 0.11)).risesForCertain)
    #expect(!Decline(of: line(count: 60, from: 0.14, to: 0.1)).risesForCertain)
    #expect(!Decline(of: (0..<60).map { $0 % 2 == 0 ? 0.1 : 0.7 }).risesForCertain)
  }

  // MARK: Figures

  @Test func `it is what the line falls from the first window's beginning to the last one's end`() {
    // By 2 each in 10 windows: by 20 of 91.
    let decline = Decline(of: line(count: 10, from: 100, to: 82))
    #expect(abs(decline.share - 20.0 / 91) < 1e-12)
    #expect(abs(decline.interval.lowerBound - 20.0 / 91) < 1e-12)
    #expect(abs(decline.interval.upperBound - 20.0 / 91) < 1e-12)
    #expect(abs(decline.trend.from - 100) < 1e-12)
    #expect(abs(decline.trend.to - 82) < 1e-12)
    // The medians of the first and the last four are 97 and 85.
    #expect(abs(decline.step - 12.0 / 91) < 1e-12)
    #expect(decline.pValue < 0.001)
  }

  @Test func `what rises has a negative share`() {
    let decline = Decline(of: line(count: 10, from: 82, to: 100))
    #expect(abs(decline.share + 20.0 / 91) < 1e-12)
    #expect(decline.finding(limit: limit) == .none)
  }

  @Test func `it is that of the line, in proportion to the median`() {
    let decline = Decline(of: declining60)
    let line = theilSen(declining60)
    #expect(decline.share == -line.slope * 60 / declining60.median)
    #expect(decline.interval.contains(decline.share))
    #expect(decline.interval.lowerBound == -line.interval.upperBound * 60 / declining60.median)
    #expect(decline.interval.upperBound == -line.interval.lowerBound * 60 / declining60.median)
    #expect(decline.pValue == mannKendall(declining60).pValue)
    #expect(decline.variation == declining60.coefficientOfVariation)
    #expect(decline.trend.from == line.intercept)
    #expect(decline.trend.to == line.intercept + 59 * line.slope)
  }

  // MARK: None

  @Test(arguments: [8, 9, 10, 60])
  func `what never changes does not decline`(count: Int) {
    let decline = Decline(of: Array(repeating: 1000, count: count))
    #expect(decline.share == 0)
    #expect(decline.interval == 0...0)
    #expect(decline.pValue == 1)
    #expect(decline.variation == 0)
    #expect(decline.trend == (1000, 1000))
    #expect(decline.finding(limit: limit) == .none)
    #expect(decline.finding(limit: 0) == .none)
  }

  @Test func `a significant decline within the limit is none`() {
    let decline = Decline(of: line(count: 60, from: 1000, to: 950))
    #expect(decline.pValue < 0.001)
    #expect(decline.finding(limit: limit) == .none)
    #expect(decline.finding(limit: 0.01) == .declines)
  }

  @Test func `one window that stands still is no decline, wherever it is`() {
    for index in 0..<10 {
      var series = line(count: 10, from: 1001, to: 999)
      series[index] = 0
      #expect(finding(series) == .none, "window \(index)")
    }
  }

  @Test func `neither is a slow start, nor a dip that it comes back from`() {
    let steady = line(count: 60, from: 1001, to: 999)
    #expect(finding([200, 500, 800] + steady.dropFirst(3)) == .none)
    #expect(finding(steady.prefix(25) + Array(repeating: 500, count: 10) + steady.suffix(25)) == .none)
  }

  // MARK: Guilty

  @Test(arguments: [8, 10, 60, 300])
  func `what slows down by a fifth declines`(count: Int) {
    #expect(finding(line(count: count, from: 1000, to: 800)) == .declines)
  }

  @Test func `in steps too, and where some windows stand still`() {
    #expect(finding((0..<60).map { 1000 - 50 * Double($0 / 12) }) == .declines)
    #expect(finding((0..<60).map { $0 % 10 == 7 ? 0 : 1000 - 4 * Double($0) }) == .declines)
  }

  @Test func `what drops to a half in the middle declines`() {
    let series = Array(repeating: 1000.0, count: 30) + Array(repeating: 500, count: 30)
    #expect(finding(series) == .declines)
  }

  @Test func `a little above the limit is too much, a little below is not`() {
    let decline = Decline(of: line(count: 10, from: 100, to: 82))
    #expect(decline.finding(limit: decline.share - 1e-9) == .declines)
    #expect(decline.finding(limit: decline.share + 1e-9) == .none)
  }

  // MARK: Not to be told

  @Test(arguments: [0, 1, 2, 7])
  func `fewer than eight windows cannot tell`(count: Int) {
    #expect(finding(Array(repeating: 1000, count: count)) == .cannotResolve)
    #expect(finding((0..<count).map { 1000 - 100 * Double($0) }) == .cannotResolve)
  }

  @Test(arguments: [.nan, .infinity, -.infinity] as [Double])
  func `neither can a value that is no finite number`(value: Double) {
    var series = Array(repeating: 1000.0, count: 20)
    series[7] = value
    let decline = Decline(of: series)
    #expect(decline.share.isNaN)
    #expect(decline.finding(limit: limit) == .cannotResolve)
  }

  @Test func `what stands still most of the time has nothing to set a decline in proportion to`() {
    #expect(finding(Array(repeating: 0, count: 60)) == .cannotResolve)
    #expect(finding(Array(repeating: 1000, count: 20) + Array(repeating: 0, count: 40)) == .cannotResolve)
  }

  @Test func `a decline that chance could explain cannot be told`() {
    let decline = Decline(of: [1000, 700, 1100, 600, 1000, 750, 900, 600, 950, 650])
    #expect(decline.share > limit)
    #expect(decline.pValue > 0.05)
    #expect(decline.finding(limit: limit) == .cannotResolve)
  }

  @Test func `neither can a scatter that would hide one`() {
    let decline = Decline(of: [800, 1200, 900, 1000, 1100, 850, 1150, 1000, 800, 1200])
    #expect(decline.share <= limit)
    #expect(decline.interval.upperBound > limit)
    #expect(decline.finding(limit: limit) == .cannotResolve)
  }

  @Test(arguments: [11, 15, 17])
  func `a break-down that comes too late for the line is not passed`(windows: Int) {
    let series = Array(repeating: 1000.0, count: 60 - windows) + Array(repeating: 500, count: windows)
    let decline = Decline(of: series)
    #expect(decline.share <= limit)
    #expect(decline.step == 0.5)
    #expect(decline.finding(limit: limit) == .cannotResolve)
  }

  @Test func `one within the last sixth is beyond it`() {
    #expect(finding(Array(repeating: 1000, count: 51) + Array(repeating: 0, count: 9)) == .none)
  }

  @Test func `neither is speed that only the beginning had`() {
    #expect(finding(Array(repeating: 1500, count: 12) + Array(repeating: 1000, count: 48)) == .cannotResolve)
  }
}
