import Host
import Scenarios
import Statistics
import Testing
import Workload

@Suite("Readers and writers")
struct ReadersAndWritersTests {
  private func clients(writers: [String: Int] = [:], readers: [String: Int] = [:]) -> ReadersAndWriters {
    let histories = [writers, readers].map { flaws in
      var history = TrafficHistory()
      history.flaws = flaws
      return history
    }
    return ReadersAndWriters(TimedTraffic(histories: histories, jitter: HostJitter(lateness: LatencyHistogram())))
  }

  @Test func `right answers to all are no stale reads and no wrong answers`() {
    #expect(clients().staleReads == 0)
    #expect(clients().otherWrongAnswers == 0)
  }

  @Test func `stale reads are told from other wrong answers`() {
    let guilty = clients(readers: ["stale": 3])
    #expect(guilty.staleReads == 3)
    #expect(guilty.otherWrongAnswers == 0)
  }

  @Test func `other wrong answers count, whoever met them`() {
    let guilty = clients(writers: ["missing": 1], readers: ["damaged": 2, "stale": 4, "unwritten": 8])
    #expect(guilty.staleReads == 4)
    #expect(guilty.otherWrongAnswers == 11)
  }
}
