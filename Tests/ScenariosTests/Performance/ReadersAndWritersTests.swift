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

  @Test func `right answers to all are no stale reads`() {
    #expect(clients().staleReads == 0)
  }

  @Test func `stale reads are told from other wrong answers`() {
    #expect(clients(writers: ["missing": 1], readers: ["damaged": 2, "stale": 4, "unwritten": 8]).staleReads == 4)
  }
}
