import Scenarios
import Testing
import Workload

@Suite("Survivors compared")
struct SurvivorJudgementTests {
  /// What is there of ten events.
  private func survivors(without missing: Set<Int> = [], damaged: Set<Int> = [], foreign: Int = 0) -> Survivors {
    var survivors = Survivors(of: 0..<10)
    for event in 0..<10 where !missing.contains(event) {
      survivors.note(event, damaged.contains(event) ? .damaged : .intact)
    }
    survivors.foreign = foreign
    return survivors
  }

  // MARK: Deletions

  private func deletions(before: Survivors, after: Survivors...) -> Deletions {
    Deletions(errors: 0, evicted: 3, deleted: 2, before: before, after: after)
  }

  @Test func `what is gone stays gone, and what is there stays`() {
    let sound = deletions(before: survivors(without: [0, 1, 2]), after: survivors(without: [0, 1, 2]))
    #expect([sound.resurrected, sound.lost] == [0, 0])
  }

  @Test func `events that come back are found, damaged ones too`() {
    #expect(deletions(before: survivors(without: [0, 1, 2]), after: survivors(without: [2])).resurrected == 2)
    #expect(deletions(before: survivors(without: [0]), after: survivors(damaged: [0])).resurrected == 1)
  }

  @Test func `what comes back with either restart is found, and once`() {
    let (gone, back) = (survivors(without: [0, 1]), survivors(without: [1]))
    #expect(deletions(before: gone, after: gone, back).resurrected == 1)
    #expect(deletions(before: gone, after: back, back).resurrected == 1)
    #expect(deletions(before: back, after: back, gone).lost == 1)
  }

  @Test func `events that a restart loses are found, beside others that come back`() {
    let guilty = deletions(before: survivors(without: [0]), after: survivors(without: [8, 9]))
    #expect([guilty.resurrected, guilty.lost] == [1, 2])
  }
}
