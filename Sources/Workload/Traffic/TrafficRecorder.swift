import Statistics

/// Writes the history of one group while it happens. Its times are in nanoseconds since the start of the run.
package struct TrafficRecorder {
  private(set) var history = TrafficHistory()
  private let keepsTimings: Bool
  private var log: HistogramLog
  /// What was answered within the present window, and which window that is.
  private var responses = LatencyHistogram()
  private var services = LatencyHistogram()
  private var window = 0
  /// The second of each third of the run that had the highest P99 so far.
  private var worst = [LatencyHistogram](repeating: LatencyHistogram(), count: 3)

  package init(epoch: Double, seconds: Double, connections: Int, keepsTimings: Bool, title: String) {
    history.epoch = epoch
    history.seconds = seconds
    history.answeredByConnection = Array(repeating: 0, count: connections)
    self.keepsTimings = keepsTimings
    log = HistogramLog(start: epoch, comment: "response times of \(title), in microseconds")
  }

  /// Notes that a request became due, or that none does and one is made.
  package mutating func offer() {
    history.offered += 1
  }

  /// Notes that a request became due, and when that was noticed.
  package mutating func offer(due: Int, noticed: Int) {
    history.offered += 1
    history.lateness.record(microseconds: (noticed - due) / 1000)
  }

  package mutating func send() {
    history.sent += 1
  }

  package mutating func loseConnection() {
    history.lostConnections += 1
  }

  package mutating func fail(error: String) {
    history.errors[error, default: 0] += 1
  }

  package mutating func fail(flaw: String) {
    history.flaws[flaw, default: 0] += 1
  }

  /// Notes a right answer.
  package mutating func answer(_ operation: Operation, connection: Int, due: Int, sent: Int, received: Int) {
    if received / 1_000_000_000 != window { turn(to: received / 1_000_000_000) }
    let response = (received - due) / 1000
    let service = (received - sent) / 1000
    history.answered[operation, default: 0] += 1
    history.answeredByConnection[connection] += 1
    history.service.record(microseconds: service)
    responses.record(microseconds: response)
    services.record(microseconds: service)
    if keepsTimings {
      history.timings.append(
        .init(due: UInt32(clamping: due / 1000), response: UInt32(clamping: response)))
    }
  }

  /// Ends the present window, and every one up to the next.
  private mutating func turn(to next: Int) {
    close()
    history.windows += repeatElement(.init(), count: max(0, next - window - 1))
    window = next
  }

  private mutating func close() {
    var summary = TrafficHistory.Window()
    if responses.count > 0 {
      summary.answered = responses.count
      summary.p50 = responses.percentile(0.5)
      summary.p95 = responses.percentile(0.95)
      summary.p99 = responses.percentile(0.99)
      summary.maximum = responses.maximum
      summary.service = services.percentile(0.5)
      log.append(responses, from: Double(window), length: 1)
      history.response.merge(responses)
      addToThird()
    }
    history.windows.append(summary)
    responses.removeAll()
    services.removeAll()
  }

  /// Adds the window to its third of the run, or the one that was the worst so far in its place. What is answered after
  /// the end is part of the last third.
  private mutating func addToThird() {
    let seconds = Int(history.seconds)
    let third = window < seconds ? 3 * window / seconds : 2
    var added = responses
    if window < seconds, worst[third].count == 0 || added.percentile(0.99) > worst[third].percentile(0.99) {
      swap(&added, &worst[third])
    }
    history.thirds[third].merge(added)
  }

  /// Ends the history.
  ///
  /// - Parameter seconds: how long requests were made after all.
  package consuming func end(seconds: Double) -> TrafficHistory {
    close()
    history.seconds = seconds
    history.log = log.text
    return history
  }
}
