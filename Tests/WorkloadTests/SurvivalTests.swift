import Firehose
import Testing
import Workload

@Suite("Survival by age")
struct SurvivalTests {
  /// Events of which those at these ages, the oldest at 0, were evicted.
  private func survival(of count: Int, without evicted: some Sequence<Int>) -> Survival {
    let evicted = Set(evicted)
    return Survival((0..<count).map { !evicted.contains($0) })
  }

  @Test func `it counts`() {
    let survival = survival(of: 10, without: [0, 1, 9])
    #expect(survival.count == 10)
    #expect(survival.evicted == 3)
    #expect(Survival([]).count == 0)
    #expect(Survival([]).evicted == 0)
  }

  @Test func `it is what the survivors tell, damaged ones are there`() {
    var survivors = Survivors(of: 5..<9)
    survivors.note(6, .intact)
    survivors.note(8, .damaged)
    #expect(survivors.survival == Survival([false, true, false, true]))
  }

  // MARK: Error

  @Test(arguments: [2, 3, 10, 1000], [1, 2, 9, 500, 999])
  func `what evicts the oldest and only those has no error`(count: Int, evicted: Int) {
    #expect(survival(of: count, without: 0..<min(evicted, count)).weightedError(among: count) == 0)
  }

  @Test(arguments: [2, 10, 1000])
  func `what evicts the younger half has the greatest error`(count: Int) {
    #expect(survival(of: count, without: count / 2..<count).weightedError(among: count) == 1)
  }

  @Test(arguments: [0.1, 0.25, 0.5, 0.75, 0.9])
  func `what takes no notice of age errs as chance does`(share: Double) {
    var random = SplitMix64(state: 4)
    let count = 20_000
    let evicted = (0..<count).shuffled(using: &random).prefix(Int(share * Double(count)))
    let error = survival(of: count, without: evicted).weightedError(among: count)
    // 0.5 where half of them went.
    #expect(abs(error - 2 * share * (1 - share)) < 0.02)
  }

  @Test func `a slip counts by its distance from the border`() {
    // Ages 0 to 4 should go, 5 to 9 stay. The weights on the side that goes are 5/5 to 1/5, on the other 0/5 to 4/5.
    let most = 3.0 + 2.0
    func error(_ stays: Int, _ goes: Int) -> Double {
      survival(of: 10, without: (0..<5).filter { $0 != stays } + [goes]).weightedError(among: 10)
    }
    #expect(error(4, 5) == 0.2 / most)
    #expect(error(0, 5) == 1 / most)
    #expect(abs(error(4, 9) - 1 / most) < 1e-12)
    #expect(abs(error(0, 9) - 1.8 / most) < 1e-12)
  }

  @Test func `it is between nothing and all, and the worse the younger those are that went`() {
    var random = SplitMix64(state: 6)
    for _ in 0..<500 {
      let count = Int.random(in: 2...60, using: &random)
      var isPresent = (0..<count).map { _ in Bool.random(using: &random) }
      let error = Survival(isPresent).weightedError(among: count)
      #expect((0...1).contains(error))
      // One that is there and one that is not, the younger of which is there, change places.
      guard let gone = isPresent.firstIndex(of: false), let there = isPresent.lastIndex(of: true), gone < there else {
        continue
      }
      isPresent.swapAt(gone, there)
      #expect(Survival(isPresent).weightedError(among: count) >= error)
    }
  }

  @Test func `where none or all went there was no choice`() {
    for count in [0, 1, 2, 100] {
      #expect(survival(of: count, without: []).weightedError(among: count) == 0)
      #expect(survival(of: count, without: 0..<count).weightedError(among: count) == 0)
    }
  }

  @Test func `only the events that were there are judged`() {
    // The younger half came later, and all of it is there.
    let survival = survival(of: 20, without: 5..<10)
    #expect(survival.weightedError(among: 10) == 1)
    #expect(survival.weightedError(among: 20) < 1)
    #expect(survival.weightedError(among: 5) == 0)
    #expect(survival.weightedError(among: 0) == 0)
    #expect(survival.weightedError(among: 100) == survival.weightedError(among: 20))
  }

  // MARK: Shares

  @Test func `the share of the youngest that went`() {
    let survival = survival(of: 100, without: [0, 50, 90, 99])
    #expect(survival.evictedShare(ofYoungest: 0.1) == 0.2)
    #expect(survival.evictedShare(ofYoungest: 0.01) == 1)
    #expect(survival.evictedShare(ofYoungest: 1) == 0.04)
    // 0.29 × 100 is 28.999999999999996 to the computer.
    #expect(survival.evictedShare(ofYoungest: 0.29) == 2.0 / 29)
  }

  @Test func `of none the share is none`() {
    #expect(Survival([]).evictedShare(ofYoungest: 0.1) == 0)
    #expect(Survival([false, false]).evictedShare(ofYoungest: 0) == 0)
    #expect(Survival([false, false]).evictedShare(ofYoungest: 0.1) == 0)
  }

  @Test func `the shares that survived, the oldest part first`() {
    let survival = survival(of: 8, without: [0, 1, 2])
    #expect(survival.survivedShares(parts: 1) == [5.0 / 8])
    #expect(survival.survivedShares(parts: 2) == [0.25, 1])
    #expect(survival.survivedShares(parts: 4) == [0, 0.5, 1, 1])
    #expect(survival.survivedShares(parts: 8) == [0, 0, 0, 1, 1, 1, 1, 1])
    #expect(survival.survivedShares(parts: 0).isEmpty)
    // Parts that no event falls into have none that survived.
    #expect(Survival([true, true]).survivedShares(parts: 4) == [0, 1, 0, 1])
    #expect(Survival([]).survivedShares(parts: 3) == [0, 0, 0])
  }

  @Test func `every event is in exactly one part`() {
    for count in 0..<40 {
      for parts in 1..<12 {
        let shares = survival(of: count, without: []).survivedShares(parts: parts)
        #expect(shares.count == parts)
        #expect(shares.count { $0 == 1 } == min(parts, count))
      }
    }
  }
}
