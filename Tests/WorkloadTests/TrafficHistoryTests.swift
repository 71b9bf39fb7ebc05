import Testing
import Workload

@Suite("Traffic history")
struct TrafficHistoryTests {
  /// Of a hundred requests in ten seconds 80 were answered rightly, eight in each second.
  private var steady: TrafficHistory {
    var history = TrafficHistory()
    history.seconds = 10
    history.offered = 100
    history.sent = 97
    history.answered = [.set: 50, .get: 30]
    history.answeredByConnection = [30, 30, 20]
    history.windows = windows(Array(repeating: 8, count: 10))
    return history
  }

  /// Windows with so many answers, whose median service time is as many seconds.
  private func windows(_ answered: [Int]) -> [TrafficHistory.Window] {
    answered.map { count in
      var window = TrafficHistory.Window()
      (window.offered, window.punctual) = (count, count)
      if count > 0 { window.service = Double(count) }
      return window
    }
  }

  @Test func `what was achieved is the share of what was offered, and the rate that of the time`() {
    #expect(steady.answeredCount == 80)
    #expect(steady.achieved == 0.8)
    var late = steady
    late.late = 20
    #expect(late.achieved == 0.6)
    #expect(late.rate == 8)
    #expect(steady.rate == 8)
  }

  @Test func `every request that was offered is somewhere`() {
    var history = steady
    history.errors = ["OOM": 7, "MISCONF": 1]
    history.flaws = ["stale": 4]
    #expect([history.errorCount, history.flawCount, history.unsent, history.unanswered] == [8, 4, 3, 5])
    #expect(history.answeredCount + 8 + 4 + 3 + 5 == history.offered)
  }

  @Test func `failures are told in words, each with its count`() {
    var history = steady
    history.errors = ["OOM": 7]
    history.flaws = ["stale": 4, "damaged": 1]
    history.lostConnections = 2
    history.late = 6
    #expect(
      history.failures == [
        "6 of 100 requests answered late", "7 of 100 requests answered with OOM", "1 of 100 requests damaged",
        "3 of 100 requests never sent",
        "5 of 100 requests not answered", "4 of 100 requests stale", "2 connections closed by the server",
      ])
  }

  @Test func `where nothing went wrong there are no failures`() {
    var history = steady
    (history.offered, history.sent) = (80, 80)
    #expect(history.failures.isEmpty)
    #expect(TrafficHistory().failures.isEmpty)
  }

  @Test func `the least served is held against the mean`() {
    #expect(steady.leastServedShare == 0.75)
    #expect(steady.unservedConnections == 0)
    var history = steady
    history.answeredByConnection = [80, 0, 0, 0]
    #expect(history.leastServedShare == 0)
    #expect(history.unservedConnections == 3)
    history.answeredByConnection = [20, 20, 20, 20]
    #expect(history.leastServedShare == 1)
  }

  @Test func `of nothing there is no share`() {
    let history = TrafficHistory()
    #expect(history.achieved.isNaN)
    #expect(history.leastServedShare.isNaN)
    #expect(history.rate.isNaN)
    #expect(history.punctualPerSecond.isEmpty)
    #expect(history.serviceMedians.isEmpty)
  }

  // MARK: By the second

  @Test func `a second without an answer counts, also at the end`() {
    var history = steady
    history.windows = windows([8, 0, 5])
    #expect(history.punctualPerSecond == [8, 0, 5, 0, 0, 0, 0, 0, 0, 0])
    #expect(history.serviceMedians == [8, 5])
  }

  @Test func `what is no whole second, and what came after the end, is in none`() {
    var history = steady
    history.seconds = 2.9
    #expect(history.punctualPerSecond == [8, 8])
    history.seconds = 0.9
    #expect(history.punctualPerSecond.isEmpty)
  }

  @Test(arguments: [(600, 600, 1), (601, 300, 2), (1200, 600, 2), (1201, 400, 3), (3600, 600, 6), (86_400, 600, 144)])
  func `a long run is cut into six hundred stretches at the most`(seconds: Int, stretches: Int, length: Int) {
    var history = TrafficHistory()
    history.seconds = Double(seconds)
    history.windows = windows(Array(1...seconds))
    // The mean of each stretch is that of its first and its last second.
    let means = (0..<stretches).map { Double(2 * length * $0 + length + 1) / 2 }
    #expect(history.punctualPerSecond == means)
    // And the lower of the two medians where there are two.
    #expect(history.serviceMedians == (0..<stretches).map { Double(length * $0 + (length + 1) / 2) })
  }

  @Test func `a stretch without an answer has a rate, and no service time`() {
    var history = TrafficHistory()
    history.seconds = 1200
    history.windows = windows([0, 0, 4, 0] + Array(repeating: 2, count: 1196))
    #expect(history.punctualPerSecond.prefix(3) == [0, 2, 2])
    #expect(history.serviceMedians.count == 599)
    #expect(history.serviceMedians.first == 4)
  }
}
