import RedisFixture
import Scenarios
import TestSupport
import Testing
import Workload

@Suite("Restart with too little memory", .blocking)
struct ShortRestartTests {
  /// Ten events, of which these are there afterwards; the eleventh is the first write after the restart.
  private func restart(holding present: Range<Int>, evicted: Int, refusal: String? = nil) -> ShortRestart {
    var survivors = Survivors(of: 0..<11)
    for event in present { survivors.note(event, .intact) }
    return ShortRestart(loaded: 10, refusal: refusal, evicted: evicted, survivors: survivors, info: Info(""))
  }

  @Test func `evictions that account for what is missing were noticed`() {
    let sound = restart(holding: 6..<11, evicted: 6)
    #expect(sound.wasShort)
    #expect([sound.written, sound.shortfall, sound.unaccounted] == [11, 6, 0])
  }

  @Test func `a server that refuses and loses nothing noticed it too`() {
    let sound = restart(holding: 0..<10, evicted: 0, refusal: "OOM")
    #expect(sound.wasShort)
    #expect([sound.written, sound.shortfall, sound.unaccounted] == [10, 0, 0])
  }

  @Test func `events that are missing without an eviction are found`() {
    #expect(restart(holding: 6..<11, evicted: 4).unaccounted == 2)
    #expect(restart(holding: 0..<9, evicted: 0, refusal: "OOM").unaccounted == 1)
  }

  @Test func `evictions that cost no event are found`() {
    #expect(restart(holding: 0..<11, evicted: 3).unaccounted == -3)
  }

  @Test func `a write that was refused and is there all the same is found`() {
    #expect(restart(holding: 0..<11, evicted: 0, refusal: "OOM").unaccounted == -1)
  }

  @Test func `a server that has room for all, or refuses for another reason, was not short`() {
    #expect(!restart(holding: 0..<11, evicted: 0).wasShort)
    #expect(!restart(holding: 0..<10, evicted: 0, refusal: "MISCONF").wasShort)
  }
}
