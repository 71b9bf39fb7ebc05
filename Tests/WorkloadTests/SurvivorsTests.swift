import Testing
import Workload

@Suite("Survivors")
struct SurvivorsTests {
  /// What is left of the events 0 to 7, in this order.
  private func survivors(_ order: [Int], writers: Int = 1) -> Survivors {
    var survivors = Survivors(of: 0..<8, writers: writers)
    for event in order { survivors.noteNext(event, .intact) }
    return survivors
  }

  @Test func `until they are noted all are missing`() {
    let survivors = survivors([])
    #expect(survivors.missing == 8)
    #expect(survivors.present == 0)
    #expect(survivors.intactShare == 0)
    #expect(survivors.firstDefects == Array(0..<8))
    #expect(survivors[0] == .missing)
  }

  @Test func `all in order is clean`() {
    let survivors = survivors(Array(0..<8))
    #expect(survivors.intact == 8)
    #expect(survivors.present == 8)
    #expect(survivors.intactShare == 1)
    #expect(survivors.entries == 8)
    #expect(survivors.firstDefects.isEmpty)
    #expect([survivors.outOfOrder, survivors.duplicated, survivors.foreign, survivors.damaged] == [0, 0, 0, 0])
  }

  @Test func `events are counted from the first that is looked for`() {
    var survivors = Survivors(of: 100..<103)
    survivors.note(101, .damaged)
    survivors.note(102, .intact)
    #expect((99...103).map { survivors[$0] } == [.missing, .missing, .damaged, .intact, .missing])
    #expect(survivors.firstDefects == [100, 101])
    #expect(survivors.intactShare == 1.0 / 3)
    #expect(survivors.present == 2)
    #expect(survivors.damaged == 1)
  }

  @Test func `of no events none is intact`() {
    #expect(Survivors(of: 0..<0).intactShare == 0)
    #expect(Survivors(of: 5..<5).firstDefects.isEmpty)
  }

  @Test func `no more than ten defects are named`() {
    #expect(Survivors(of: 20..<50).firstDefects == Array(20..<30))
  }

  // MARK: Order

  @Test(arguments: [
    ([0, 2, 1, 3], 1), ([1, 0], 1), ([3, 0, 1, 2], 3), ([3, 2, 1, 0], 3), ([0, 4, 7], 0), ([2, 0, 3, 1], 2), ([7], 0),
  ])
  func `what stands behind a later event of its writer is out of order`(order: [Int], count: Int) {
    #expect(survivors(order).outOfOrder == count)
    #expect(survivors(order).intact == order.count)
  }

  @Test func `each writer has an order of its own`() {
    #expect(survivors([1, 3, 5, 7, 0, 2, 4, 6], writers: 2).outOfOrder == 0)
    #expect(survivors([1, 3, 5, 7, 0, 2, 4, 6], writers: 4).outOfOrder == 0)
    #expect(survivors([1, 3, 5, 7, 0, 2, 4, 6]).outOfOrder == 4)
    // Event 5 of the second writer stands before its event 1.
    #expect(survivors([0, 5, 4, 1], writers: 4).outOfOrder == 1)
    #expect(survivors([3, 0, 1, 2], writers: 8).outOfOrder == 0)
  }

  @Test func `each list or stream has an order of its own`() {
    var survivors = survivors([4, 5])
    survivors.beginOrder()
    survivors.noteNext(0, .intact)
    survivors.noteNext(1, .intact)
    #expect(survivors.outOfOrder == 0)
    // But what is in another one already is twice.
    survivors.noteNext(5, .intact)
    #expect(survivors.duplicated == 1)
    #expect(survivors.outOfOrder == 0)
  }

  @Test func `what is there again is twice each time, and not out of order`() {
    let survivors = survivors([0, 1, 1, 2, 0, 1])
    #expect(survivors.duplicated == 3)
    #expect(survivors.outOfOrder == 0)
    #expect(survivors.intact == 3)
    #expect(survivors.entries == 6)
  }

  @Test func `an event that is there twice is what it was the first time`() {
    var survivors = Survivors(of: 0..<2)
    for (event, state) in [(0, Survivors.State.damaged), (0, .intact), (1, .intact), (1, .damaged)] {
      survivors.noteNext(event, state)
    }
    #expect(survivors[0] == .damaged)
    #expect(survivors[1] == .intact)
    #expect(survivors.duplicated == 2)
  }

  // MARK: Foreign

  @Test(arguments: [-1, 8, .max, .min])
  func `an event that was not looked for is foreign, and disturbs no order`(event: Int) {
    let survivors = survivors([0, 1, event, 2, 3], writers: 2)
    #expect(survivors.foreign == 1)
    #expect(survivors.outOfOrder == 0)
    #expect(survivors.present == 4)
    #expect(survivors.entries == 5)
    var noted = self.survivors([])
    noted.note(event, .intact)
    #expect(noted.foreign == 1)
    #expect(noted.present == 0)
  }

  @Test func `foreign events are counted each time`() {
    #expect(survivors([9, 9, 9]).foreign == 3)
    #expect(survivors([9, 9, 9]).duplicated == 0)
  }
}
