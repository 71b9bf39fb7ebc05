package import Statistics

/// What became of the requests of one group, for judgement afterwards. Times are in seconds.
package struct TrafficHistory: Sendable, Equatable {
  /// What became of the requests that were due within one second of the run, whenever that was.
  package struct Window: Sendable, Equatable {
    /// Requests that became due or, where none does, that were sent.
    package var offered = 0
    /// Those that were answered in time, and rightly.
    package var punctual = 0
    /// Response times of right answers, late ones too; NaN if there are none.
    package var p50 = Double.nan
    package var p95 = Double.nan
    package var p99 = Double.nan
    package var maximum = Double.nan
    /// The median service time.
    package var service = Double.nan

    package init() {}
  }

  /// One request, where each is kept.
  package struct Timing: Sendable, Equatable {
    /// Microseconds since the start of the run.
    package var due: UInt32
    /// Microseconds from when it was due to its answer.
    package var response: UInt32

    package init(due: UInt32, response: UInt32) {
      self.due = due
      self.response = response
    }
  }

  /// When the run began, in seconds since 1970.
  package var epoch = 0.0
  /// How long requests were made.
  package var seconds = 0.0
  /// Requests that became due or, where none does, that were sent.
  package var offered = 0
  package var sent = 0
  /// After how long a right answer is late, in seconds from when its request was due.
  package var patience = 1.0
  /// Requests that were answered, and rightly, by what they asked: also those that were answered late.
  package var answered: [Operation: Int] = [:]
  /// Right answers that were late.
  package var late = 0
  /// Requests that were answered with an error, by its first word.
  package var errors: [String: Int] = [:]
  /// Requests whose answer was wrong, by what was wrong with it, such as `stale`.
  package var flaws: [String: Int] = [:]
  /// What the server held at the end and should not, or did not hold and should, by what was wrong with it.
  package var leftovers: [String: Int] = [:]
  /// Connections that the server closed.
  package var lostConnections = 0
  /// Right answers on each connection.
  package var answeredByConnection: [Int] = []
  /// From when each request was due; where nothing is due, from when it was sent.
  package var response = LatencyHistogram()
  /// From when each request was sent.
  package var service = LatencyHistogram()
  /// The longest response time, or the longest wait of a request that had no answer when the run was over; NaN if there
  /// was neither.
  package var longest = Double.nan
  /// How late the generator itself noticed that a request was due.
  package var lateness = LatencyHistogram()
  /// One for each second in which requests became due, from the start on.
  package var windows: [Window] = []
  /// The response times of the requests that were due in the first third of the run, in the second and in the last.
  package var thirds = [LatencyHistogram](repeating: LatencyHistogram(), count: 3)
  /// The histogram of each window, in HdrHistogram's log format.
  package var log = ""
  /// Each request that was answered rightly, in the order of the answers, where it was asked to keep them.
  package var timings: [Timing] = []

  package init() {}

  /// Requests that were answered, and rightly.
  package var answeredCount: Int { answered.values.reduce(0, +) }
  package var errorCount: Int { errors.values.reduce(0, +) }
  package var flawCount: Int { flaws.values.reduce(0, +) }
  /// Wrong answers, and what was wrong with what the traffic has left.
  package var wrongCount: Int { flawCount + leftovers.values.reduce(0, +) }
  /// Requests that were due and never sent.
  package var unsent: Int { offered - sent }
  /// Requests that were sent and not answered by the end.
  package var unanswered: Int { sent - answeredCount - errorCount - flawCount }

  /// The share of the requests offered that was answered in time, and rightly. NaN if there were none.
  package var achieved: Double { Double(answeredCount - late) / Double(offered) }

  /// Right answers per second of the time in which requests were made.
  package var rate: Double { Double(answeredCount) / seconds }

  /// Requests that were answered in time, and rightly, of those that were due in each whole second in which requests
  /// were made, or in each stretch of as many seconds as make 600 stretches at the most; per second. A second without
  /// any counts too.
  package var punctualPerSecond: [Double] {
    stretches.map { stretch in
      Double(stretch.reduce(0) { $0 + $1.punctual }) / Double(stretch.count)
    }
  }

  /// The median service time in each of the same stretches that had an answer: of several seconds the median one's.
  package var serviceMedians: [Double] {
    stretches.compactMap { stretch in
      let medians = stretch.map(\.service).filter { !$0.isNaN }
      return medians.isEmpty ? nil : medians.percentile(0.5)
    }
  }

  private var stretches: [ArraySlice<Window>] {
    let whole = Int(seconds)
    let padded = windows.prefix(whole) + repeatElement(Window(), count: max(0, whole - windows.count))
    let length = max(1, (whole + 599) / 600)
    return stride(from: 0, through: whole - length, by: length).map { ArraySlice(padded[$0..<$0 + length]) }
  }

  /// Connections that never got a right answer.
  package var unservedConnections: Int { answeredByConnection.count { $0 == 0 } }

  /// What the connection that was served least got, as a share of the mean.
  package var leastServedShare: Double {
    let mean = Double(answeredCount) / Double(answeredByConnection.count)
    return Double(answeredByConnection.min() ?? 0) / mean
  }

  /// What went wrong, in words; empty if nothing did.
  package var failures: [String] {
    let counted =
      errors.map { ("answered with \($0)", $1) } + flaws.map { ("\($0)", $1) }
      + [("answered late", late), ("never sent", unsent), ("not answered", unanswered)]
    let requests = counted.filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }.map { "\($1) of \(offered) requests \($0)" }
    let left = leftovers.sorted { $0.key < $1.key }.map { "\($1) events \($0) at the end" }
    return requests + left + (lostConnections > 0 ? ["\(lostConnections) connections closed by the server"] : [])
  }
}
