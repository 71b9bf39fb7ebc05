import Firehose
import Statistics
import TestSupport
import Testing
import Workload

@Suite("Traffic recorder")
struct TrafficRecorderTests {
  /// An answered request, in microseconds since the start of the run.
  private struct Made {
    var due: Int
    var sent: Int
    var received: Int
    var operation = Operation.get
    var connection = 0
  }

  /// The history of a run in which nothing but these was answered.
  private func history(
    seconds: Double = 9, lasting lasted: Double? = nil, connections: Int = 2, patience: Double = 1,
    keepsTimings: Bool = false, waiting longestWait: Double? = nil, of requests: [Made],
    _ more: (inout TrafficRecorder) -> Void = { _ in }
  ) -> TrafficHistory {
    var recorder = TrafficRecorder(
      epoch: 1_790_000_000.25, seconds: seconds, connections: connections, patience: patience,
      keepsTimings: keepsTimings, title: "a test")
    // As in a run: each becomes due before those that are due later, and is answered before those answered later.
    var waiting = requests.sorted { $0.received < $1.received }[...]
    func answer(until moment: Int) {
      while let request = waiting.first, request.received < moment {
        waiting.removeFirst()
        recorder.answer(
          request.operation, connection: request.connection, due: 1000 * request.due, sent: 1000 * request.sent,
          received: 1000 * request.received)
      }
    }
    for request in requests.sorted(by: { $0.due < $1.due }) {
      answer(until: request.due)
      recorder.offer(due: 1000 * request.due, noticed: 1000 * request.due)
      recorder.send()
    }
    answer(until: .max)
    more(&recorder)
    return recorder.end(seconds: lasted ?? seconds, waiting: longestWait)
  }

  /// Requests that are sent when they are due and answered at once, at these seconds.
  private func answers(at seconds: [Double]) -> [Made] {
    seconds.map { Made(due: Int($0 * 1e6), sent: Int($0 * 1e6), received: Int($0 * 1e6)) }
  }

  // MARK: Windows

  @Test func `each second has what was due in it, and one without any stands between`() {
    let history = history(of: answers(at: [0.5, 0.999999, 1, 4.2, 4.3, 4.9]))
    #expect(history.windows.map(\.offered) == [2, 1, 0, 0, 3])
    #expect(history.windows.map(\.punctual) == [2, 1, 0, 0, 3])
    #expect(history.windows.map(\.p50.isNaN) == [false, false, true, true, false])
    #expect(history.windows[2].maximum.isNaN && history.windows[2].service.isNaN)
  }

  @Test func `seconds before the first request are windows too`() {
    #expect(history(of: answers(at: [2.5])).windows.map(\.punctual) == [0, 0, 1])
  }

  @Test func `a standstill is seen in the seconds in which requests were due, not in those that brought the answers`() {
    // Ten a second for four seconds; nothing is answered from 0.95 to 2.55 s.
    let made = (0..<40).map { number in
      let due = 100_000 * number
      let received = (950_000..<2_550_000).contains(due) ? 2_550_000 : due
      return Made(due: due, sent: due, received: received)
    }
    let history = history(seconds: 4, of: made)
    #expect(history.windows.map(\.offered) == [10, 10, 10, 10])
    // Those from 1.0 to 1.5 s had to wait for more than a second.
    #expect(history.windows.map(\.punctual) == [10, 4, 10, 10])
    #expect(history.windows.map(\.maximum) == [0, 1.55, 0.55, 0])
    #expect(history.punctualPerSecond == [10, 4, 10, 10])
    #expect(history.late == 6)
    #expect(history.achieved == 0.85)
    #expect(history.answeredCount == 40)
    #expect(history.longest == 1.55)
  }

  @Test func `an answer that comes when others were due long ago is counted where its request was due`() {
    let slow = Made(due: 500_000, sent: 500_000, received: 8_700_000)
    let history = history(of: answers(at: [0.1, 1.5, 2.5, 7.5]) + [slow])
    #expect(history.windows.map(\.offered) == [2, 1, 1, 0, 0, 0, 0, 1])
    #expect(history.windows[0].maximum == 8.2)
    #expect(history.windows[0].punctual == 1)
  }

  @Test func `what is never answered keeps its place among what was offered`() {
    let history = history(seconds: 4, waiting: 3.4, of: answers(at: [0.5, 3.5])) { recorder in
      recorder.offer(due: 3_600_000_000, noticed: 3_600_000_000)
    }
    #expect(history.windows.map(\.offered) == [1, 0, 0, 2])
    #expect(history.windows.map(\.punctual) == [1, 0, 0, 1])
    #expect(history.longest == 3.4)
    #expect(history.response.maximum == 0)
  }

  @Test func `a request on a connection that was closed is settled, and holds up nobody`() {
    let history = history(seconds: 4, of: []) { recorder in
      recorder.offer(due: 100_000_000, noticed: 100_000_000)
      recorder.loseConnection(due: 100_000_000)
      recorder.loseConnection(due: nil)
      recorder.offer(due: 2_100_000_000, noticed: 2_100_000_000)
    }
    #expect(history.windows.map(\.offered) == [1, 0, 1])
    #expect(history.lostConnections == 2)
  }

  @Test func `a window has the percentiles of its own response times, and the median service time`() {
    // 1 to 100 microseconds in the first second, ten times as much in the next.
    let requests = (1...100).map { Made(due: 1000 - $0, sent: 1000 - $0 / 2, received: 1000) }
    let later = (1...100).map { Made(due: 1_001_000 - 10 * $0, sent: 1_001_000 - $0, received: 1_001_000) }
    let history = history(of: requests + later)
    #expect(history.windows.map(\.p50) == [50e-6, 500e-6])
    #expect(history.windows.map(\.p95) == [95e-6, 950e-6])
    #expect(history.windows.map(\.p99) == [99e-6, 990e-6])
    #expect(history.windows.map(\.maximum) == [100e-6, 1000e-6])
    #expect(history.windows.map(\.service) == [25e-6, 50e-6])
    #expect(history.response.count == 200)
    #expect(history.response.maximum == 1000e-6)
  }

  // MARK: Times

  @Test func `the response time is from when it was due, the service time from when it was sent`() {
    let history = history(of: [Made(due: 1000, sent: 1400, received: 1500)])
    #expect(history.response == LatencyHistogram(of: [500]))
    #expect(history.service == LatencyHistogram(of: [100]))
  }

  @Test func `no percentile of the response times is below that of the service times`() {
    var random = SplitMix64(state: 3)
    var received = 0
    let requests = (0..<2000).map { _ in
      received += Int.random(in: 0..<5000, using: &random)
      let sent = received - Int.random(in: 0...min(received, 800), using: &random)
      return Made(due: sent - Int.random(in: 0...min(sent, 90_000), using: &random), sent: sent, received: received)
    }
    let history = history(of: requests)
    for share in stride(from: 0.01, through: 1, by: 0.01) {
      #expect(history.response.percentile(share) >= history.service.percentile(share))
    }
  }

  @Test func `the thirds of a run have what was due in them, whenever it was answered`() {
    let responses = [30, 50, 40, 5, 6, 7, 100, 90, 2_500_000]
    let history = history(
      seconds: 9,
      of: responses.enumerated().map { second, response in
        let due = second * 1_000_000
        return Made(due: due, sent: due, received: due + response)
      })
    #expect(
      history.thirds == [
        LatencyHistogram(of: [30, 50, 40]), LatencyHistogram(of: [5, 6, 7]),
        LatencyHistogram(of: [100, 90, 2_500_000]),
      ])
  }

  @Test func `how late the generator noticed what was due is kept apart`() {
    let history = history(of: []) { recorder in
      recorder.offer(due: 1_000_000, noticed: 1_070_000)
      recorder.offer(due: 2_000_000, noticed: 2_000_000)
      recorder.offer(at: 2_000_000)
    }
    #expect(history.lateness == LatencyHistogram(of: [70, 0]))
    #expect(history.offered == 3)
    #expect(history.response.count == 0)
  }

  @Test func `single times are kept where that was asked for, in the order of the answers`() {
    let requests = [Made(due: 3000, sent: 3000, received: 3100), Made(due: 1000, sent: 1000, received: 3200)]
    #expect(history(of: requests).timings.isEmpty)
    #expect(
      history(keepsTimings: true, of: requests).timings
        == [.init(due: 3000, response: 100), .init(due: 1000, response: 2200)])
  }

  @Test func `a time beyond 71 minutes is kept as the longest there is room for`() {
    let request = Made(due: 5_000_000_000, sent: 5_000_000_000, received: 5_000_000_001)
    #expect(history(keepsTimings: true, of: [request]).timings == [.init(due: .max, response: 1)])
  }

  // MARK: Counts

  @Test func `only right answers are operations, and each is of its connection`() {
    let requests = [
      Made(due: 0, sent: 0, received: 1, operation: .set, connection: 1),
      Made(due: 0, sent: 0, received: 2, operation: .get, connection: 0),
      Made(due: 0, sent: 0, received: 3, operation: .get, connection: 1),
    ]
    let history = history(connections: 3, of: requests) { recorder in
      for _ in 0..<7 { recorder.offer(due: 0, noticed: 0) }
      for _ in 0..<5 { recorder.send() }
      recorder.fail(error: "OOM", due: 0)
      recorder.fail(error: "OOM", due: 0)
      recorder.fail(error: "MISCONF", due: 0)
      recorder.fail(flaw: "stale", due: 0)
      recorder.loseConnection(due: nil)
    }
    #expect(history.answered == [.set: 1, .get: 2])
    #expect(history.answeredByConnection == [1, 2, 0])
    #expect(history.errors == ["OOM": 2, "MISCONF": 1])
    #expect(history.flaws == ["stale": 1])
    #expect(history.lostConnections == 1)
    #expect([history.offered, history.sent, history.unsent, history.unanswered] == [10, 8, 2, 1])
    #expect(history.response.count == 3)
  }

  @Test func `a run that ended early lasted only so long`() {
    let history = history(seconds: 9, lasting: 1.5, of: answers(at: [0.2, 0.4, 1.2]))
    #expect(history.seconds == 1.5)
    #expect(history.rate == 2)
    #expect(history.punctualPerSecond == [2])
  }

  @Test func `a run without a request has no window, and nothing per second`() {
    let history = history(of: [])
    #expect(history.windows.isEmpty)
    #expect(history.response == LatencyHistogram())
    #expect(history.longest.isNaN)
    #expect(history.punctualPerSecond == Array(repeating: 0, count: 9))
  }

  // MARK: Log

  @Test func `the log has the response times of every second that had any`() {
    var log = HistogramLog(
      start: 1_790_000_000.25, comment: "response times of a test, in microseconds, by when they were due")
    log.append(LatencyHistogram(of: [500, 700]), from: 0, length: 1)
    log.append(LatencyHistogram(of: [90]), from: 4, length: 1)
    let requests = [
      Made(due: 500, sent: 900, received: 1000), Made(due: 1300, sent: 1900, received: 2000),
      Made(due: 4_000_000, sent: 4_000_000, received: 4_000_090),
    ]
    let history = history(of: requests)
    #expect(history.log == log.text)
    #expect(history.epoch == 1_790_000_000.25)
  }
}
