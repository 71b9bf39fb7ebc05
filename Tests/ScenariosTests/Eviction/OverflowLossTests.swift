import Scenarios
import Testing
import Workload

@Suite("Loss of an overflow")
struct OverflowLossTests {
  /// What is left of ten events without these.
  private func survivors(without lost: Set<Int>, damaged: Set<Int> = []) -> Survivors {
    var survivors = Survivors(of: 0..<10)
    for event in 0..<10 where !lost.contains(event) {
      survivors.note(event, damaged.contains(event) ? .damaged : .intact)
    }
    return survivors
  }

  private func loss(without lost: Set<Int>, evicted: Int, acknowledged: Int = 10) -> OverflowLoss {
    OverflowLoss(acknowledged: acknowledged, survivors: survivors(without: lost), evictedKeys: evicted)
  }

  @Test func `evictions of the oldest account for the loss, and follow age`() {
    let loss = loss(without: [0, 1, 2], evicted: 3)
    #expect([loss.lost, loss.unaccounted] == [3, 0])
    #expect(loss.olderShare == 1)
    #expect(loss.followedAge)
  }

  @Test func `nothing lost is no loss, of whichever half`() {
    let loss = loss(without: [], evicted: 0)
    #expect([loss.lost, loss.unaccounted] == [0, 0])
    #expect(loss.olderShare == 0)
  }

  @Test func `an event that is gone without an eviction is found`() {
    #expect(loss(without: [0, 1, 2], evicted: 2).unaccounted == 1)
    #expect(loss(without: [9], evicted: 0).unaccounted == 1)
  }

  @Test func `evictions of nothing that was sent are found`() {
    #expect(loss(without: [0], evicted: 4).unaccounted == -3)
  }

  @Test func `what was refused is not lost, and what is there all the same does not hide a loss`() {
    #expect(loss(without: [8, 9], evicted: 0, acknowledged: 8).lost == 0)
    #expect(loss(without: [8], evicted: 0, acknowledged: 8).unaccounted == -1)
  }

  @Test func `a damaged event is there`() {
    let survivors = survivors(without: [0], damaged: [5])
    #expect(OverflowLoss(acknowledged: 10, survivors: survivors, evictedKeys: 1).unaccounted == 0)
  }

  @Test func `an eviction of young events does not follow age`() {
    #expect(!loss(without: [7, 8], evicted: 2).followedAge)
    #expect(loss(without: [7, 8], evicted: 2).olderShare == 0)
    #expect(loss(without: [0, 9], evicted: 2).olderShare == 0.5)
  }
}
