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
  /// Whether the receiver is told that an alert is over.
  package var tellsResolved: Bool
  /// The longest time for which the host let nobody go on meanwhile, in seconds.
  package var hostDelay = 0.0
  /// What else there is to say, in sentences.
  package var notes: [String] = []
  /// What the programs of the stack printed.
  package var log = ""

  package init(
    causes: [AlertCause], history: AlertHistory, pace: Double, limits: AlertLimits, seconds: Double,
    tellsResolved: Bool = true
  ) {
    (self.causes, self.history, self.pace, self.limits) = (causes, history, pace, limits)
    (self.seconds, self.tellsResolved) = (seconds, tellsResolved)
  }

  /// The alerts that report a cause: their condition did not hold when it began, and they fired while it lasted. What has
  /// fired before anything was wrong says nothing of any cause. In the order in which they fired.
  package func reports(of cause: AlertCause) -> [AlertReport] {
    let before = history.states(at: cause.began)
    let first = causes.map(\.began).min() ?? cause.began
    let groundless = Set(history.changes.filter { $0.state == .firing && $0.seconds <= first }.map(\.alert))
    let alerts = Set(history.changes.map(\.alert)).subtracting(groundless)
      .filter { before[$0] == nil && !cause.others.contains($0.name) }
    return alerts.compactMap { report(by: $0, of: cause) }
      .sorted { ($0.firing, $0.alert) < ($1.firing, $1.alert) }
  }

  private func report(by alert: AlertHistory.Alert, of cause: AlertCause) -> AlertReport? {
    let ended = cause.watched ?? cause.ended ?? .infinity
    let changes = history.changes.filter { $0.alert == alert && $0.seconds > cause.began }
    guard let firing = changes.first(where: { $0.state == .firing && $0.seconds <= ended }) else { return nil }
    let pending = changes.last { $0.state == .pending && $0.seconds < firing.seconds }
    let resolved = changes.first { $0.state == .inactive && $0.seconds > firing.seconds }
    let deliveries = history.deliveries.filter { $0.alert == alert && $0.seconds >= firing.after }
    // What fires again after it was over is not over: the last word counts.
    let isOver = history.states(at: cause.settled ?? .infinity)[alert] != .firing
    return AlertReport(
      alert: alert, pending: pending?.seconds ?? firing.seconds, firing: firing.seconds,
      delivered: deliveries.first { !$0.isResolved }?.seconds, resolved: isOver ? resolved?.seconds : nil,
      deliveredResolved: isOver ? deliveries.last { $0.isResolved }?.seconds : nil)
  }

  /// Whether an alert has reported the cause to the receiver.
  package func isReported(_ cause: AlertCause) -> Bool { reports(of: cause).contains { $0.delivered != nil } }

  /// Whether nothing that was said of the cause is said any more, and the receiver knows, if it knew of the cause.
  package func isResolved(_ cause: AlertCause) -> Bool {
    let reports = reports(of: cause)
    guard reports.allSatisfy({ $0.resolved != nil }) else { return false }
    return !tellsResolved || !isReported(cause)
      || reports.contains { $0.delivered != nil && $0.deliveredResolved != nil }
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
    let told = tellsResolved ? reports.compactMap(\.deliveredResolved).max() : nil
    return (max(told ?? 0, reports.compactMap(\.resolved).max() ?? 0, ended) - ended) * pace
  }

  /// The names of the alerts that report a cause.
  package func names(reporting cause: AlertCause) -> Set<String> { Set(reports(of: cause).map(\.alert.name)) }

  /// The times of causes that were not told, or not told to be over, in time: each with its limit, in seconds that the test
  /// took. Of what never came it is how long it was waited for.
  package var misses: [(time: Double, limit: Double)] {
    causes.flatMap { cause in
      let report = timeToReport(cause).map { $0 / pace } ?? (cause.watched ?? seconds) - cause.reached
      let isOver = reports(of: cause).isEmpty || isResolved(cause)
      let isLate = !isReported(cause) || report > limits.report / pace
      return (isLate ? [(report, limits.report / pace)] : [])
        + (isOver ? [] : [(seconds - (cause.ended ?? seconds), limits.resolve / pace)])
    }
  }
}
