import Foundation
import Testing
import Workload

@Suite("Schedule")
struct ScheduleTests {
  /// The moments at which requests are due, in nanoseconds.
  private func moments(_ schedule: Schedule) -> [Int] {
    var iterator = schedule.makeIterator()
    var moments: [Int] = []
    while iterator.next != .max {
      moments.append(iterator.next)
      iterator.advance()
    }
    return moments
  }

  // MARK: Evenly

  @Test func `one is due in every period, the first at once`() {
    #expect(moments(Schedule(rate: 1000, seconds: 1)) == (0..<1000).map { $0 * 1_000_000 })
    #expect(moments(Schedule(rate: 3, seconds: 1)) == [0, 333_333_333, 666_666_666])
    #expect(moments(Schedule(rate: 0.5, seconds: 5)) == [0, 2_000_000_000, 4_000_000_000])
  }

  @Test func `no rate makes one too many due`() {
    for rate in 1...2000 {
      let moments = moments(Schedule(rate: Double(rate), seconds: 1))
      #expect(moments.count == rate)
      #expect(moments.last == (rate - 1) * 1_000_000_000 / rate)
    }
  }

  @Test func `nothing is due in no time, and one at once in less than a period`() {
    #expect(moments(Schedule(rate: 1000, seconds: 0)).isEmpty)
    #expect(moments(Schedule(rate: 1000, seconds: 0.0005)) == [0])
  }

  @Test func `after ten million requests it has not drifted by a nanosecond`() {
    let rate = 48_611
    var iterator = Schedule(rate: Double(rate), seconds: 1000).makeIterator()
    for _ in 0..<10_000_000 { iterator.advance() }
    #expect(iterator.next == 10_000_000 * 1_000_000_000 / rate)
  }

  @Test func `beyond the end nothing is due any more`() {
    var iterator = Schedule(rate: 10, seconds: 0.2).makeIterator()
    for _ in 0..<5 { iterator.advance() }
    #expect(iterator.next == .max)
  }

  // MARK: Poisson

  private func poisson(_ rate: Double, _ seconds: Double, seed: UInt64 = 7) -> [Int] {
    moments(Schedule(rate: rate, seconds: seconds, arrivals: .poisson(seed: seed)))
  }

  @Test(arguments: [1, 2, 3], [100.0, 20_000])
  func `the mean rate is the one asked for`(seed: UInt64, rate: Double) {
    let moments = poisson(rate, 500_000 / rate, seed: seed)
    #expect(abs(Double(moments.count) / 500_000 - 1) < 0.01)
    #expect(moments == moments.sorted())
    #expect(moments.allSatisfy { (0..<Int(5e14 / rate)).contains($0) })
  }

  @Test func `the gaps are exponentially distributed`() {
    let moments = poisson(1000, 1000)
    let gaps = zip(moments, moments.dropFirst()).map { Double($1 - $0) / 1e6 }
    // The share of gaps above m means is e to the power of −m.
    for means in [0.1, 0.5, 1, 2, 5] {
      let share = Double(gaps.count { $0 > means }) / Double(gaps.count)
      #expect(abs(share - exp(-means)) < 0.003, "above \(means) means")
    }
  }

  @Test func `each second is independent of the last`() {
    let counts = poisson(1000, 1000).reduce(into: [Double](repeating: 0, count: 1000)) { $0[$1 / 1_000_000_000] += 1 }
    // The variance of a Poisson distribution is its mean; of 1000 seconds it is known to 4.5 %.
    let mean = counts.reduce(0, +) / 1000
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 999
    #expect(abs(variance / mean - 1) < 0.2)
    // And so is that of the sums of two that follow each other, where neither tells of the other.
    let sums = zip(counts, counts.dropFirst()).map { $0 + $1 - 2 * mean }
    #expect(abs(sums.reduce(0) { $0 + $1 * $1 } / 999 / (2 * mean) - 1) < 0.25)
  }

  @Test func `a seed makes the same schedule again, another one another`() {
    #expect(poisson(1000, 1, seed: 4) == poisson(1000, 1, seed: 4))
    #expect(poisson(1000, 1, seed: 4) != poisson(1000, 1, seed: 5))
  }
}
