package import Monitoring

/// A bad state that a server was brought into, and for how long.
package struct AlertCause: Sendable, Equatable {
  /// What it is, such as `80 % full`.
  package var name: String
  /// When it was begun to be brought about, in seconds of the history: what holds already is no report of it.
  package var began: Double
  /// When it had come about.
  package var reached: Double
  /// Until when a report was waited for: what fires later reports something that came later. `nil` for the end of it.
  package var watched: Double?
  /// When it was gone; `nil` if it never was, for nobody had reported it.
  package var ended: Double?
  /// Until when it was waited for that nothing is said of it any more: what fires later is said of something that came
  /// later. `nil` for the end of the history.
  package var settled: Double?
  /// The alerts that say something else, by name: they report another cause that this one cannot come without.
  package var others: Set<String>

  package init(
    _ name: String, began: Double, reached: Double? = nil, watched: Double? = nil, ended: Double? = nil,
    others: Set<String> = []
  ) {
    (self.name, self.began, self.reached, self.ended) = (name, began, reached ?? began, ended)
    (self.watched, self.others) = (watched, others)
  }
}

/// What one alert did while a cause lasted, in seconds of the history.
package struct AlertReport: Sendable, Equatable {
  package var alert: AlertHistory.Alert
  /// When its condition first held.
  package var pending: Double
  package var firing: Double
  /// When it reached the receiver; `nil` if it did not.
  package var delivered: Double?
  /// When it did not fire any more; `nil` if it still did at the end.
  package var resolved: Double?
  /// When the receiver heard of that; `nil` if it did not.
  package var deliveredResolved: Double?
  /// Who received it.
  package var receivers: Set<String> = []
}

/// Bad states of one server, and what its alerting said of them.
package struct AlertTimeline: Sendable, Equatable {
  package var causes: [AlertCause]
  package var history: AlertHistory
  /// What every interval, range and waiting time of the alerting was divided by.
  package var pace: Double
  package var limits: AlertLimits
  /// How long it was watched.
  package var seconds: Double
  /// The receivers that are told that an alert is over.
  package var resolvingReceivers: Set<String>
  /// The longest time for which the host let nobody go on meanwhile, in seconds.
  package var hostDelay = 0.0
  /// What else there is to say, in sentences.
  package var notes: [String] = []
  /// The page of each alert that says what to do, by the alert's name.
  package var runbooks: [String: String] = [:]
  /// What the programs of the stack printed.
  package var log = ""

  package init(
    causes: [AlertCause], history: AlertHistory, pace: Double, limits: AlertLimits, seconds: Double,
    resolvingReceivers: Set<String>
  ) {
    (self.causes, self.history, self.pace, self.limits) = (causes, history, pace, limits)
    (self.seconds, self.resolvingReceivers) = (seconds, resolvingReceivers)
  }

  /// The alerts that report a cause: they fired while it lasted, and their condition did not hold from before it on. What
  /// has fired before anything was wrong says nothing of any cause. In the order in which they fired.
  package func reports(of cause: AlertCause) -> [AlertReport] {
    let first = causes.map(\.began).min() ?? cause.began
    let groundless = Set(history.changes.filter { $0.state == .firing && $0.seconds <= first }.map(\.alert))
    let alerts = Set(history.changes.map(\.alert)).subtracting(groundless).filter { !cause.others.contains($0.name) }
    return alerts.compactMap { report(by: $0, of: cause) }
      .sorted { ($0.firing, $0.alert) < ($1.firing, $1.alert) }
  }

  private func report(by alert: AlertHistory.Alert, of cause: AlertCause) -> AlertReport? {
    let ended = cause.watched ?? cause.ended ?? .infinity
    var changes = history.changes.filter { $0.alert == alert && $0.seconds > cause.began }
    if history.states(at: cause.began)[alert] != nil {
      // It held before: only what comes when that is over comes of the cause.
      changes = Array(changes.drop { $0.state != .inactive })
    }
    guard let firing = changes.first(where: { $0.state == .firing && $0.seconds <= ended }) else { return nil }
    let pending = changes.last { $0.state == .pending && $0.seconds < firing.seconds }
    let settled = cause.settled ?? .infinity
    let resolved = changes.last { $0.state == .inactive && $0.seconds > firing.seconds && $0.seconds <= settled }
    let deliveries = history.deliveries.filter { $0.alert == alert && $0.seconds >= firing.after }
    let told = deliveries.filter { !$0.isResolved }
    // What fires again after it was over is not over: the last word counts.
    let isOver = history.states(at: settled)[alert] != .firing
    let over = deliveries.first { $0.isResolved && $0.seconds >= resolved?.after ?? .infinity }
    return AlertReport(
      alert: alert, pending: pending?.seconds ?? firing.seconds, firing: firing.seconds,
      delivered: told.first?.seconds, resolved: isOver ? resolved?.seconds : nil,
      deliveredResolved: isOver ? over?.seconds : nil,
      receivers: Set(told.map(\.receiver)))
  }

  /// Whether an alert has reported the cause to the receiver.
  package func isReported(_ cause: AlertCause) -> Bool { reports(of: cause).contains { $0.delivered != nil } }

  /// Whether nothing that was said of the cause is said any more, and whoever knew of the cause knows that, if it is ever
  /// told. Of what nobody said anything nothing is left.
  package func isResolved(_ cause: AlertCause) -> Bool {
    let reports = reports(of: cause)
    guard reports.allSatisfy({ $0.resolved != nil }) else { return false }
    let awaited = reports.filter { !$0.receivers.isDisjoint(with: resolvingReceivers) }
    return awaited.isEmpty || awaited.contains { $0.deliveredResolved != nil }
  }

  /// How long it took until the receiver knew of the cause, in seconds at the pace of the files; `nil` if it never did.
  package func timeToReport(_ cause: AlertCause) -> Double? {
    reports(of: cause).compactMap(\.delivered).min().map { max(0, $0 - cause.reached) * pace }
  }

  /// How long it took from the end of the cause until nothing was said of it any more, in seconds at the pace of the files;
  /// `nil` if that never came, or if nobody had said anything.
  package func timeToResolve(_ cause: AlertCause) -> Double? {
    guard let ended = cause.ended, isReported(cause), isResolved(cause) else { return nil }
    let reports = reports(of: cause)
    let times = (reports.compactMap(\.resolved) + reports.compactMap(\.deliveredResolved)).max() ?? ended
    return max(0, times - ended) * pace
  }

  /// The times of causes that were not told, or not told to be over, in time: each with its limit, in seconds that the test
  /// took. Of what never came it is how long it was waited for.
  package var misses: [(time: Double, limit: Double)] {
    causes.flatMap { cause in
      let report = timeToReport(cause).map { $0 / pace } ?? (cause.watched ?? seconds) - cause.reached
      let isOver = isResolved(cause)
      let resolve = isOver ? (timeToResolve(cause) ?? 0) / pace : seconds - (cause.ended ?? seconds)
      let isLate = !isReported(cause) || report > limits.report / pace
      return (isLate ? [(report, limits.report / pace)] : [])
        + (isOver && resolve <= limits.resolve / pace ? [] : [(resolve, limits.resolve / pace)])
    }
  }
}
