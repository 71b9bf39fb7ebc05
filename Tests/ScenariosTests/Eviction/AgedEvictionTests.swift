import Scenarios
import Testing
import Workload

@Suite("Eviction by age")
struct AgedEvictionTests {
  /// Of 40 events that fit, and 20 younger ones: these went, and these had been read.
  private func eviction(of gone: Set<Int>, reading read: [Int] = [0, 4, 8]) -> AgedEviction {
    var survivors = Survivors(of: 0..<60)
    for event in 0..<60 where !gone.contains(event) { survivors.note(event, .intact) }
    return AgedEviction(fits: 40, read: read, agesWereTold: true, survivors: survivors)
  }

  @Test func `every fourth of the oldest quarter is read, and the others of it are their neighbours`() {
    #expect(AgedEviction.everyFourthOfTheOldest(40) == [0, 4, 8])
    #expect(eviction(of: []).unread == [1, 2, 3, 5, 6, 7, 9])
  }

  @Test func `where the unread went and the read stayed, to be read saved them`() {
    let sound = eviction(of: [1, 2, 3, 5, 6, 7, 9])
    #expect(sound.unreadWentMostly)
    #expect(sound.survivedShare(of: sound.read) == 1)
    #expect(sound.survivedShare(of: sound.unread) == 0)
  }

  @Test func `a server that takes no notice of reads is found`() {
    let guilty = eviction(of: [0, 1, 2, 3, 4, 5, 6, 7, 9])
    #expect(guilty.unreadWentMostly)
    #expect(guilty.survivedShare(of: guilty.read) < 0.34)
  }

  @Test func `where the unread stayed too, nothing is shown`() {
    #expect(!eviction(of: [1, 2, 3]).unreadWentMostly)
    #expect(!eviction(of: []).unreadWentMostly)
  }

  @Test func `of no events there is no share`() {
    #expect(eviction(of: []).survivedShare(of: []).isNaN)
    #expect(!eviction(of: [], reading: Array(0..<10)).unreadWentMostly)
  }
}
