import Scenarios
import Testing
import Workload

@Suite("Losses of several crashes")
struct LossesTests {
  /// What a crash cost of ten writes, acknowledged a second after each other, of which these survived.
  private func loss(
    survivors present: Set<Int>, damaged: Set<Int> = [], foreign: Int = 0, answered: Int = 10, crash: Double = 11
  ) -> Loss {
    var ledger = WriteLedger(first: 0, stride: 1)
    for write in 0..<10 {
      ledger.send(at: UInt32(write) * 1_000_000)
      if write < answered { ledger.answer(at: UInt32(write + 1) * 1_000_000) }
    }
    var survivors = Survivors(of: 0..<10)
    for event in present { survivors.note(event, damaged.contains(event) ? .damaged : .intact) }
    survivors.foreign = foreign
    return Loss(of: [ledger], survivors: survivors, crash: crash)
  }

  private let sound = Set(0..<10)

  @Test func `crashes that cost nothing cost nothing together`() {
    let losses = Losses([loss(survivors: sound), loss(survivors: sound)])
    #expect(losses.acknowledged == 20)
    #expect([losses.lost, losses.phantom, losses.holes, losses.damaged, losses.withLoss] == [0, 0, 0, 0, 0])
    #expect(losses.longestWindow == 0)
    #expect(!losses.leftUnanswered)
  }

  @Test func `one guilty crash among sound ones is found`() {
    let losses = Losses([loss(survivors: sound), loss(survivors: Set(0..<7)), loss(survivors: sound)])
    #expect(losses.lost == 3)
    #expect(losses.withLoss == 1)
    #expect(losses.longestWindow == 3)
    #expect(losses.holes == 0)
  }

  @Test func `the longest window counts, wherever it is`() {
    let losses = Losses([loss(survivors: Set(0..<9)), loss(survivors: Set(0..<2)), loss(survivors: Set(0..<8))])
    #expect(losses.longestWindow == 8)
    #expect(losses.withLoss == 3)
  }

  @Test func `holes, phantoms and damage of any crash add up`() {
    let losses = Losses([
      loss(survivors: sound.subtracting([3])), loss(survivors: sound, foreign: 2),
      loss(survivors: sound, damaged: [1, 2, 3]),
    ])
    #expect([losses.holes, losses.phantom, losses.damaged] == [1, 2, 3])
  }

  @Test func `events out of their order count as damaged`() {
    var ledger = WriteLedger(first: 0, stride: 1)
    for write in 0..<2 {
      ledger.send(at: UInt32(write))
      ledger.answer(at: UInt32(write + 1))
    }
    var survivors = Survivors(of: 0..<2)
    for event in [1, 0, 0] { survivors.noteNext(event, .intact) }
    #expect(Losses([Loss(of: [ledger], survivors: survivors, crash: 1)]).damaged == 2)
  }

  @Test func `a crash that cut off an answer came under load`() {
    #expect(Losses([loss(survivors: sound), loss(survivors: sound, answered: 8)]).leftUnanswered)
  }

  @Test func `of no crashes there is nothing, and no loss`() {
    let none = Losses([])
    #expect([none.count, none.acknowledged, none.lost, none.withLoss] == [0, 0, 0, 0])
    #expect(none.longestWindow == 0)
  }

  // MARK: Stall

  @Test func `a loss as long as the stall is the disk's, and what is beyond it the server's`() {
    let lost = loss(survivors: Set(0..<5))
    #expect(lost.window == 5)
    #expect(StalledFsync(loss: lost, stalled: 5.5, delayed: 1).windowBeyondStall == 0)
    #expect(StalledFsync(loss: lost, stalled: 1.9, delayed: 1).windowBeyondStall == 3.1)
    #expect(StalledFsync(loss: loss(survivors: sound), stalled: 0, delayed: 0).windowBeyondStall == 0)
  }

  @Test func `an fsync that had only begun did not hang`() {
    #expect(!StalledFsync(loss: loss(survivors: sound), stalled: 0.4, delayed: 0).didHang)
    #expect(StalledFsync(loss: loss(survivors: sound), stalled: 0.9, delayed: 0).didHang)
  }
}
