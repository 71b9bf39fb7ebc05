import Monitoring

/// How long alerting may take, in seconds at the pace of its files.
package struct AlertLimits: Sendable, Equatable {
  package var report: Double
  package var resolve: Double

  package init(report: Double, resolve: Double) { (self.report, self.resolve) = (report, resolve) }
}

/// Brings a server into bad states, one after the other, and waits for what its alerting says.
///
/// It waits for as long as the limits allow, and a little more, so that a report that is late is seen to be late.
struct AlertDrill {
  let stack: MonitoringStack
  let watch: AlertWatch
  let limits: AlertLimits
  let resolvingReceivers: Set<String>
  private(set) var causes: [AlertCause] = []

  /// What was seen so far.
  var timeline: AlertTimeline {
    AlertTimeline(
      causes: causes, history: watch.history, pace: stack.pace.factor, limits: limits, seconds: watch.seconds,
      resolvingReceivers: resolvingReceivers)
  }

  /// Waits until Prometheus knows the server, and has looked at it for a few intervals; at the pace of the files for two of
  /// them, which take half a minute.
  ///
  /// - Throws: `WebError`; `SystemError.timedOut` if it does not come to that.
  func settle() throws {
    try stack.waitForScrape()
    try pause(intervals: min(6, 2 * stack.pace.factor))
  }

  /// Waits for so many intervals of the shipped scrape configuration.
  func pause(intervals: Double) throws {
    _ = try watch.wait(within: intervals * MonitoringPace.scrapeInterval / stack.pace.factor) { _ in false }
  }

  /// Brings about what comes with a cause and is none of those that are judged, and ends it again: who says something of that
  /// says nothing of the cause.
  ///
  /// - Throws: what the acts throw, `WebError`.
  func rehearse(_ act: () throws -> Void, ending: () throws -> Void) throws {
    let before = watch.history.firing()
    try act()
    _ = try watch.wait(within: limits.report / stack.pace.factor / 2) { _ in false }
    try ending()
    _ = try watch.wait(within: limits.resolve / stack.pace.factor) { $0.firing().isSubset(of: before) }
  }

  /// The alerts that have got as far as that state since then, if only for a while, by name.
  func alerts(since began: Double, reaching state: AlertHistory.State) -> Set<String> {
    Set(watch.history.changes.filter { $0.state >= state && $0.seconds > began }.map(\.alert.name))
  }

  /// Brings about a cause and waits until it is reported.
  ///
  /// - Parameters:
  ///   - others: the alerts that report something else that comes with it, by name.
  ///   - ending: the causes that are gone with it, by number.
  ///   - act: returns when the bad state is there.
  /// - Returns: the number of the cause.
  /// - Throws: what the act throws, `WebError`.
  mutating func produce(_ name: String, others: Set<String> = [], ending: [Int] = [], _ act: () throws -> Void) throws
    -> Int
  {
    let began = watch.seconds
    for cause in ending { causes[cause].ended = began }
    try act()
    causes.append(AlertCause(name, began: began, reached: watch.seconds, others: others))
    let number = causes.count - 1
    let cause = causes[number]
    _ = try watch.wait(within: limits.report / stack.pace.factor + grace) { _ in timeline.isReported(cause) }
    causes[number].watched = watch.seconds
    return number
  }

  /// Takes causes away and waits until nothing is said of them any more.
  ///
  /// - Throws: what the act throws, `WebError`.
  mutating func end(_ numbers: [Int], _ act: () throws -> Void = {}) throws {
    try act()
    let now = watch.seconds
    for number in numbers where causes[number].ended == nil { causes[number].ended = now }
    let causes = numbers.map { self.causes[$0] }
    // Some rules count on numbers of seconds that nobody can shorten, such as an uptime below five minutes.
    let longest = max(limits.resolve / stack.pace.factor, 330) + grace
    _ = try watch.wait(within: longest) { _ in causes.allSatisfy(timeline.isResolved) }
    for number in numbers { self.causes[number].settled = watch.seconds }
  }

  /// For how long a report that is late is waited for, in seconds.
  private var grace: Double { 2 }
}
