import Statistics

/// Writes the history of one group while it happens. Its times are in nanoseconds since the start of the run.
package struct TrafficRecorder {
  /// The requests that became due within one second.
  private struct Second {
    var offered = 0
    /// Those of which it is known what became of them.
    var settled = 0
    var punctual = 0
    var responses = LatencyHistogram()
    var services = LatencyHistogram()
  }

  private(set) var history = TrafficHistory()
  private let keepsTimings: Bool
  private var log: HistogramLog
  /// The seconds in which something is under way, or may still become due; the first is number `history.windows.count`.
  private var open = [Second()]

  /// - Parameter patience: a right answer that comes later than so many seconds after its request was due is late.
  package init(
    epoch: Double, seconds: Double, connections: Int, patience: Double, keepsTimings: Bool, title: String
  ) {
    history.epoch = epoch
    history.seconds = seconds
    history.patience = patience
    history.answeredByConnection = Array(repeating: 0, count: connections)
    self.keepsTimings = keepsTimings
    log = HistogramLog(start: epoch, comment: "response times of \(title), in microseconds, by when they were due")
  }

  // MARK: Requests

  /// Notes that a request is made, where none becomes due.
  package mutating func offer(at moment: Int) {
    history.offered += 1
    withSecond(of: moment) { $0.offered += 1 }
  }

  /// Notes that a request became due, and when that was noticed.
  package mutating func offer(due: Int, noticed: Int) {
    offer(at: due)
    history.lateness.record(microseconds: (noticed - due) / 1000)
  }

  package mutating func send() {
    history.sent += 1
  }

  // MARK: What became of them

  package mutating func fail(error: String, due: Int) {
    history.errors[error, default: 0] += 1
    withSecond(of: due) { $0.settled += 1 }
  }

  package mutating func fail(flaw: String, due: Int) {
    history.flaws[flaw, default: 0] += 1
    withSecond(of: due) { $0.settled += 1 }
  }

  /// Notes that a connection was closed.
  ///
  /// - Parameter due: of the request that was under way on it, which nobody will answer; `nil` if none was.
  package mutating func loseConnection(due: Int?) {
    history.lostConnections += 1
    if let due { withSecond(of: due) { $0.settled += 1 } }
  }

  /// Notes a right answer.
  package mutating func answer(_ operation: Operation, connection: Int, due: Int, sent: Int, received: Int) {
    let response = (received - due) / 1000
    let service = (received - sent) / 1000
    let isPunctual = Double(response) <= history.patience * 1e6
    history.answered[operation, default: 0] += 1
    history.answeredByConnection[connection] += 1
    if !isPunctual { history.late += 1 }
    history.service.record(microseconds: service)
    withSecond(of: due) { second in
      second.settled += 1
      if isPunctual { second.punctual += 1 }
      second.responses.record(microseconds: response)
      second.services.record(microseconds: service)
    }
    if keepsTimings {
      history.timings.append(
        .init(due: UInt32(clamping: due / 1000), response: UInt32(clamping: response)))
    }
  }

  // MARK: Seconds

  private mutating func withSecond(of moment: Int, _ change: (inout Second) -> Void) {
    let number = moment / 1_000_000_000
    while number >= history.windows.count + open.count {
      open.append(Second())
      closeSettled()
    }
    change(&open[number - history.windows.count])
  }

  /// Ends the seconds in which nothing is under way: nothing more becomes due in them, for what becomes due comes in
  /// order. Few are open at a time, whatever the length of the run.
  private mutating func closeSettled() {
    while open.count > 1, open[0].settled == open[0].offered { close(open.removeFirst()) }
  }

  private mutating func close(_ second: Second) {
    var window = TrafficHistory.Window()
    window.offered = second.offered
    window.punctual = second.punctual
    if second.responses.count > 0 {
      window.p50 = second.responses.percentile(0.5)
      window.p95 = second.responses.percentile(0.95)
      window.p99 = second.responses.percentile(0.99)
      window.maximum = second.responses.maximum
      window.service = second.services.percentile(0.5)
      log.append(second.responses, from: Double(history.windows.count), length: 1)
      history.response.merge(second.responses)
      let third = min(2, 3 * history.windows.count / max(1, Int(history.seconds)))
      history.thirds[third].merge(second.responses)
    }
    history.windows.append(window)
  }

  /// Ends the history.
  ///
  /// - Parameters:
  ///   - seconds: how long requests were made after all.
  ///   - waiting: for how long the oldest request waits that has no answer, in seconds; `nil` if all have one.
  package consuming func end(seconds: Double, waiting: Double? = nil) -> TrafficHistory {
    for second in open { close(second) }
    if history.windows.last?.offered == 0 { history.windows.removeLast() }
    history.seconds = seconds
    history.longest = [waiting, history.response.maximum].compactMap(\.self).filter { !$0.isNaN }.max() ?? .nan
    history.log = log.text
    return history
  }
}
