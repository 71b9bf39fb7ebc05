import MET001
import MET001Testing
import Monitoring
import Scenarios
import Testing

extension MemoryAlerts: LongScenario {}
extension GrowthAlerts: LongScenario {}
extension OverflowAlerts: LongScenario {}
extension PersistenceAlerts: LongScenario {}
extension PerformanceAlerts: LongScenario {}
extension AvailabilityAlerts: LongScenario {}
extension BacklogAlerts: LongScenario {}
extension DeliveredAlert: LongScenario {}

extension Evidence {
  /// Records what alerting said of each bad state of a drill.
  ///
  /// - Throws: the cancellation of the test where the host stood still for too long to blame anybody.
  func recordReports(_ drill: some AlertScenario) async throws {
    try await showTimelines(drill)
    for timeline in drill.timelines {
      for (time, limit) in timeline.misses {
        try requireQuietHost(jitter: timeline.hostDelay, percentile: 1, beside: time, limit: limit)
      }
    }
    let causes = drill.timelines.flatMap { timeline in timeline.causes.map { (timeline, $0) } }
    record(.causes, causes.count, samples: causes.count)
    for (timeline, cause) in causes {
      let isReported = timeline.isReported(cause)
      record(.unreported, isReported ? 0 : 1, of: cause.name, samples: 0)
      record(.unresolved, timeline.isResolved(cause) ? 0 : 1, of: cause.name, samples: 0)
      if let time = timeline.timeToReport(cause) { record(.timeToReport, time, of: cause.name, samples: 0) }
      if let time = timeline.timeToResolve(cause) { record(.timeToResolve, time, of: cause.name, samples: 0) }
      note(timeline.sentence(of: cause))
    }
    let runbooks = Set(causes.flatMap { timeline, cause in timeline.runbooksOfReports(of: cause) })
    if !runbooks.isEmpty { note("What to do: \(runbooks.sorted().joined(separator: ", ")).") }
  }

  /// Draws what happened, attaches it, and says by which programs.
  func showTimelines(_ drill: some AlertScenario) async throws {
    try await identifyAlerting()
    for timeline in drill.timelines {
      show(timeline.figure(titled: "\(control.title.prefix(1).uppercased())\(control.title.dropFirst())"))
      attach(timeline.csv, named: "alerts.csv")
      attach(timeline.log, named: "monitoring.log")
      for note in timeline.notes { self.note(note) }
    }
  }
}

extension AlertTimeline {
  /// Who reported the cause, when, and when it was over.
  func sentence(of cause: AlertCause) -> String {
    func words(_ seconds: Double) -> String { MeasureUnit.seconds.format(.number(seconds * pace)) }
    let reports = reports(of: cause)
    guard !reports.isEmpty else {
      return
        "\(cause.name): no alert fired. If a rule is meant for this, MON-01 shows whether it asks for a name that is dead."
    }
    let each = reports.map { report in
      let delivered = report.delivered.map { "delivered after \(words(max(0, $0 - cause.reached)))" } ?? "not delivered"
      let resolved =
        switch (report.resolved, cause.ended) {
        case (let resolved?, let ended?) where resolved >= ended: "resolved \(words(resolved - ended)) after the end"
        case (.some, _): "resolved before the end"
        case (nil, _): "not resolved"
        }
      return "\(report.alert.name) (\(delivered), \(resolved))"
    }
    return "\(cause.name): \(each.joined(separator: ", "))."
  }

  /// The pages that the alerts which reported the cause lead to.
  func runbooksOfReports(of cause: AlertCause) -> [String] {
    reports(of: cause).compactMap { runbooks[$0.alert.name] }
  }

  /// A line for each change and each delivery.
  var csv: String {
    func line(_ seconds: Double, _ what: String, _ alert: AlertHistory.Alert) -> String {
      let labels = alert.labels.filter { $0.key != "alertname" }.sorted { $0.key < $1.key }
      return "\(seconds),\(what),\(alert.name),\"\(labels.map { "\($0.key)=\($0.value)" }.joined(separator: " "))\""
    }
    let causes = causes.flatMap { cause in
      [
        (cause.began, "\(cause.began),cause begins,\"\(cause.name)\","),
        (cause.reached, "\(cause.reached),cause is there,\"\(cause.name)\","),
      ]
        + (cause.ended.map { [($0, "\($0),cause ends,\"\(cause.name)\",")] } ?? [])
    }
    let changes = history.changes.map { ($0.seconds, line($0.seconds, $0.state.rawValue, $0.alert)) }
    let deliveries = history.deliveries.map {
      ($0.seconds, line($0.seconds, $0.isResolved ? "delivered resolved" : "delivered", $0.alert))
    }
    let lines = (causes + changes + deliveries).sorted { $0.0 < $1.0 }.map(\.1)
    return (["seconds,event,name,labels"] + lines).joined(separator: "\n") + "\n"
  }

  /// A row for each cause, and below it one for each alert that reported it.
  func figure(titled title: String) -> Figure {
    var (rows, spans) = ([String](), [Figure.Span]())
    var (delivered, over) = ([Figure.Point](), [Figure.Point]())
    let end =
      (history.changes.map(\.seconds) + history.deliveries.map(\.seconds) + causes.compactMap(\.ended)).max() ?? 0
    for cause in causes {
      spans.append(
        .init(label: "cause", row: rows.count, from: cause.reached, to: max(cause.reached, cause.ended ?? end)))
      rows.append(cause.name)
      for report in reports(of: cause) {
        let row = rows.count
        rows.append(report.alert.name)
        spans.append(.init(label: "pending", row: row, from: report.pending, to: report.firing))
        spans.append(.init(label: "firing", row: row, from: report.firing, to: report.resolved ?? end))
        if let time = report.delivered { delivered.append(.init(x: time, y: Double(row))) }
        if let time = report.deliveredResolved { over.append(.init(x: time, y: Double(row))) }
      }
    }
    return Figure(
      title: title, kind: .strips,
      x: .init(
        label: pace == 1 ? "since the test began" : "since the test began, each second standing for \(Int(pace))",
        unit: .seconds),
      y: .init(label: "cause or alert", unit: .value), categories: rows,
      series: [.init(name: "delivered", points: delivered), .init(name: "delivered as resolved", points: over)],
      // In this order they are told apart most easily.
      spans: ["firing", "pending", "cause"].flatMap { label in spans.filter { $0.label == label } })
  }
}
