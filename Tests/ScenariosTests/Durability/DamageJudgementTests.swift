import Scenarios
import Testing
import Workload

@Suite("Damaged files")
struct DamageJudgementTests {
  // MARK: In the middle

  @Test func `a refusal that names the file counts twice, one that does not once, a start not at all`() {
    let named = DamagedFile(name: "a.aof", output: "Bad file format reading a.aof at 17")
    let unnamed = DamagedFile(name: "a.aof", output: "Bad file format")
    let started = DamagedFile(name: "a.aof", output: nil)
    #expect([named, named].refusedShare == 1)
    #expect([named, named].namedShare == 1)
    #expect([named, unnamed].refusedShare == 1)
    #expect([named, unnamed].namedShare == 0.5)
    #expect([named, unnamed, started, started].refusedShare == 0.5)
    #expect([started].namedShare == 0)
    #expect([DamagedFile]().refusedShare.isNaN)
  }

  // MARK: Tails

  @Test func `no tail begins like a command, and a seed makes the same tails again`() {
    let tails = DamagedTail.Tail.all(seed: 5)
    #expect(tails.map(\.bytes.count) == [100, 100, 4096, 4096, 100, 100, 300, 300])
    #expect(tails.map(\.place) == [.behind, .behind, .behind, .behind, .inside, .inside, .inside, .inside])
    #expect(Set(tails.map(\.name)).count == tails.count)
    #expect(tails.allSatisfy { $0.bytes.first != UInt8(ascii: "*") })
    #expect(tails.map(\.bytes) == DamagedTail.Tail.all(seed: 5).map(\.bytes))
    #expect(tails.map(\.bytes) != DamagedTail.Tail.all(seed: 6).map(\.bytes))
  }

  @Test func `a tail that nobody objects to, or that is repaired too far, is found`() {
    func tail(
      _ refusal: String? = "refused", served: Int = 0, isRejected: Bool = true, eventsWrong: Int = 0
    ) -> DamagedTail {
      DamagedTail(
        name: "zeros", refusal: refusal, served: served, isRejected: isRejected, repair: "", eventsWrong: eventsWrong)
    }
    let sound = [tail(), tail()]
    #expect([sound.foundShare, sound.refusedShare] == [1, 1])
    #expect([sound.served, sound.eventsWrong] == [0, 0])
    // One of the two has to object.
    #expect([tail(nil), tail(isRejected: false)].foundShare == 1)
    #expect([tail(nil), tail()].refusedShare == 0.5)
    #expect([tail(nil, isRejected: false), tail()].foundShare == 0.5)
    #expect([tail(nil, served: 1), tail(nil, served: 2)].served == 3)
    #expect([tail(eventsWrong: 2), tail(eventsWrong: 3)].eventsWrong == 5)
  }

  @Test func `exactly the prefix is no difference, and each event besides or missing is one`() {
    var survivors = Survivors(of: 0..<5)
    for event in 0..<4 { survivors.note(event, .intact) }
    #expect(survivors.difference(fromFirst: 4) == 0)
    #expect(survivors.difference(fromFirst: 5) == 1)
    #expect(survivors.difference(fromFirst: 2) == 2)
    survivors.foreign = 3
    survivors.note(4, .damaged)
    #expect(survivors.difference(fromFirst: 4) == 4)
    #expect(survivors.difference(fromFirst: 5) == 4)
  }

  // MARK: Flipped bytes

  /// Ten events, of which these were flipped and those found damaged.
  private func bytes(flipped: [Int], damaged: Set<Int>, missing: Set<Int> = []) -> FlippedBytes {
    var survivors = Survivors(of: 0..<10)
    for event in 0..<10 where !missing.contains(event) {
      survivors.note(event, damaged.contains(event) ? .damaged : .intact)
    }
    return FlippedBytes(flipped: flipped, survivors: survivors, wentUnnoticed: true)
  }

  @Test func `all flipped events found and no others is sound`() {
    let sound = bytes(flipped: [2, 5], damaged: [2, 5])
    #expect(sound.foundShare == 1)
    #expect(sound.falseAlarms == 0)
  }

  @Test func `a flipped event that passes for intact, or is gone, is not found`() {
    #expect(bytes(flipped: [2, 5], damaged: [2]).foundShare == 0.5)
    #expect(bytes(flipped: [2, 5], damaged: [2], missing: [5]).foundShare == 0.5)
  }

  @Test func `an event that nobody flipped is a false alarm`() {
    #expect(bytes(flipped: [2], damaged: [2, 3, 4]).falseAlarms == 2)
    #expect(bytes(flipped: [2], damaged: [3]).foundShare == 0)
  }

  // MARK: Silent loss

  @Test func `a start without the data is detected by a refusal or by a comparison, else not at all`() {
    #expect(Mishap(name: "", refusal: "no manifest", held: nil, missing: 0).isDetected)
    #expect(Mishap(name: "", refusal: nil, held: 0, missing: 10).isDetected)
    #expect(Mishap(name: "", refusal: nil, held: 9, missing: 1).isDetected)
    #expect(!Mishap(name: "", refusal: nil, held: 10, missing: 0).isDetected)
    #expect(!Mishap(name: "", refusal: nil, held: 0, missing: 0).isDetected)
  }

  // MARK: Truncated tails

  private func survivors(_ present: some Sequence<Int>, damaged: Set<Int> = [], foreign: Int = 0) -> Survivors {
    var survivors = Survivors(of: 0..<10)
    for event in present { survivors.note(event, damaged.contains(event) ? .damaged : .intact) }
    survivors.foreign = foreign
    return survivors
  }

  @Test func `exactly the prefix is right`() {
    #expect(survivors(0..<7).areExactly(first: 7))
    #expect(survivors([]).areExactly(first: 0))
    #expect(survivors(0..<10).areExactly(first: 10))
  }

  @Test func `one event too few or too many, a hole, damage or a foreign entry is wrong`() {
    #expect(!survivors(0..<6).areExactly(first: 7))
    #expect(!survivors(0..<8).areExactly(first: 7))
    #expect(!survivors([0, 1, 2, 3, 4, 5, 7]).areExactly(first: 7))
    #expect(!survivors(0..<7, damaged: [6]).areExactly(first: 7))
    #expect(!survivors(0..<7, foreign: 1).areExactly(first: 7))
    #expect(!survivors(0..<8, damaged: [7]).areExactly(first: 7))
  }

  @Test func `cuts are at each boundary and beside it, and none behind the end`() {
    #expect(TruncatedTails.cuts(at: [100, 200], ofLength: 200) == [99, 100, 101, 199, 200])
    #expect(TruncatedTails.cuts(at: [], ofLength: 200) == [])
  }
}
