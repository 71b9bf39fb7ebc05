import Testing
import Workload

@Suite("Drain ledger")
struct DrainLedgerTests {
  /// The ledger of a writer that committed these of four events.
  private func ledger(_ commits: [Int?]) -> DrainLedger {
    var ledger = DrainLedger(events: 4)
    for commit in commits { ledger.commit(commit) }
    return ledger
  }

  @Test func `all in order, each once, is clean`() {
    let ledger = ledger([0, 1, 2, 3])
    #expect(ledger.drained == 4)
    #expect(ledger.lost == 0)
    #expect(ledger.duplicated == 0)
    #expect(ledger.outOfOrder == 0)
    #expect(ledger.damaged == 0)
  }

  @Test func `what was never committed is lost`() {
    #expect(ledger([]).lost == 4)
    let ledger = ledger([0, 3])
    #expect(ledger.drained == 2)
    #expect(ledger.lost == 2)
    #expect(ledger.outOfOrder == 0)
  }

  @Test func `what was committed again is twice, however often`() {
    let ledger = ledger([0, 1, 1, 1, 2, 2, 3])
    #expect(ledger.duplicated == 2)
    #expect(ledger.drained == 4)
    #expect(ledger.lost == 0)
    #expect(ledger.outOfOrder == 0)
  }

  @Test func `what comes after a later one is out of order`() {
    #expect(ledger([1, 0, 2, 3]).outOfOrder == 1)
    // Each of the three comes after the newest.
    #expect(ledger([3, 0, 1, 2]).outOfOrder == 3)
    #expect(ledger([0, 1, 2, 3, 0]).outOfOrder == 1)
  }

  @Test func `what was not sent like that is damaged and not drained`() {
    let ledger = ledger([0, nil, 2, 3])
    #expect(ledger.damaged == 1)
    #expect(ledger.drained == 3)
    #expect(ledger.lost == 1)
  }

  @Test(arguments: [-1, 4, .max, .min])
  func `an event that was never sent is damaged`(index: Int) {
    let ledger = ledger([0, 1, 2, 3, index])
    #expect(ledger.damaged == 1)
    #expect(ledger.drained == 4)
    #expect(ledger.duplicated == 0)
    #expect(ledger.outOfOrder == 0)
  }

  @Test func `counting ends where a byte ends`() {
    let ledger = ledger(Array(repeating: 0, count: 1000))
    #expect(ledger.duplicated == 1)
    #expect(ledger.drained == 1)
    #expect(ledger.lost == 3)
  }

  @Test func `without events there is nothing to lose`() {
    let ledger = DrainLedger(events: 0)
    #expect(ledger.lost == 0)
    #expect(ledger.drained == 0)
  }
}
