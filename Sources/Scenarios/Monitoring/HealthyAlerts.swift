import Foundation
import Host
package import Monitoring
import Processes
import RedisFixture

/// A sound buffer under its normal load, through a rewrite and a restart that was asked for; and what the names in the
/// rules and the dashboards find there.
package struct HealthyAlerts: AlertScenario {
  /// A name in a rule or a panel.
  package struct Name: Sendable, Hashable {
    /// The rule or the panel.
    package var place: String
    /// A selector of series, or a label.
    package var name: String
  }

  /// How long the load goes on before the rewrite, and after the restart, in intervals.
  private static let load = 15.0

  package let timeline: AlertTimeline
  package var timelines: [AlertTimeline] { [timeline] }
  /// How long the host took to sync a page to its disk, at most, in seconds.
  package let longestSync: Double
  package let names: [Name]
  /// Those that no series of the whole run has.
  package let deadNames: [Name]
  package let queries: [Dashboard.Query]
  /// Those that gave nothing when they were asked under load.
  package let emptyQueries: [Dashboard.Query]
  /// How many events were written.
  package let events: Int
  /// Since when Prometheus had looked at it for a while, in seconds of the timeline.
  package let began: Double
  /// Since when it had been restarted, and nothing else was done to it, in seconds of the timeline.
  package let calm: Double
  /// Until when it was healthy, in seconds of the timeline.
  package let healthyUntil: Double
  /// What the exporter said of the server in the end.
  package let scrape: String
  /// The alerts that say that alerting works, by name.
  package let heartbeats: Set<String>

  package init(
    _ eventLoad: EventLoad, _ alerting: AlertingUnderTest, _ dashboards: [Dashboard], on servers: some ServerFactory
  ) async throws {
    let queries = dashboards.flatMap(\.queries)
    var (names, dead, empty, scrape) = ([Name](), [Name](), [Dashboard.Query](), "")
    var (events, began, calm, healthyUntil) = (0, 0.0, 0.0, 0.0)
    (timeline, longestSync) = try await servers.withServer { server in
      let disk = HostDisk()
      let timeline = Result {
        try alerting.drill(eventLoad, on: server) { drill, driver in
          let prometheus = drill.stack.prometheus
          began = drill.watch.seconds
          driver.change { $0.rate = eventLoad.throughput }
          try drill.pause(intervals: Self.load)
          try server.rewriteWell()
          // As the service unit does it.
          try server.connect().command("SET", BufferCursor.stopped, "\(Int(Date.now.timeIntervalSince1970))")
          try server.restart()
          try drill.pause(intervals: 3)
          calm = drill.watch.seconds
          try drill.pause(intervals: Self.load)
          empty = try queries.filter { query in
            let expression = PromQLExpression(query.expression).shortened(by: alerting.pace.factor)
            let found = try unlessRefused { try prometheus.query(expression.text) } ?? []
            return !found.contains { !$0.value.isNaN }
          }
          // From here on it is not healthy any more: some metrics come with the first error of their kind.
          healthyUntil = drill.watch.seconds
          try server.refuseOneWrite()
          try drill.pause(intervals: 4)
          let search = NameSearch(prometheus: prometheus)
          (names, dead) = try search.names(in: alerting.rules, queries)
          scrape = try drill.stack.scrape()
          events = driver.produced
        }
      }
      let longestSync = disk.longestSync()
      return (try timeline.get(), longestSync)
    }
    (self.names, deadNames, self.queries, emptyQueries) = (names, dead, queries, empty)
    (self.events, self.scrape) = (events, scrape)
    (self.began, self.calm, self.healthyUntil) = (began, calm, healthyUntil)
    heartbeats = alerting.rules.heartbeats
  }

  /// The alerts that fired though nothing was wrong, and those that were pending all the time and only wait longer, by name.
  package var falseAlarms: [String] {
    let history = timeline.history
    // Not what an alert says of a server that Prometheus has not asked yet.
    let firing = history.states(at: began).filter { $0.value == .firing }.keys
    let fired =
      firing
      + history.changes.filter { $0.state == .firing && (began...healthyUntil).contains($0.seconds) }.map(\.alert)
    let changed = history.changes.filter { $0.seconds > calm && $0.seconds <= healthyUntil }.map(\.alert)
    let pending = Set(history.states(at: calm).filter { $0.value == .pending }.keys).subtracting(changed)
    return Set((fired + pending).map(\.name)).subtracting(heartbeats).sorted()
  }
}

extension RedisServer {
  /// Makes the memory too small for a moment, so that a write is refused.
  fileprivate func refuseOneWrite() throws {
    let connection = try connect()
    let settings = try connection.configuration("maxmemory*")
    try configure("maxmemory-policy", to: "noeviction")
    try configure("maxmemory", to: "1000000")
    let reply = try connection.send(["SET", "refused", "x"])
    for name in ["maxmemory", "maxmemory-policy"] { if let value = settings[name] { try configure(name, to: value) } }
    guard case .error = reply else { throw FixtureError.unexpected(command: "SET beyond maxmemory", reply: "\(reply)") }
  }
}

/// What a Prometheus answers; `nil` if it does not understand the question, such as a word of Grafana that nobody has replaced:
/// who asks that of it is shown nothing.
private func unlessRefused<Answer>(_ ask: () throws -> Answer) throws -> Answer? {
  do { return try ask() } catch let error as WebError where error.isRefusal { return nil }
}

/// Looks for the names in rules and panels among the series of a Prometheus.
private struct NameSearch {
  let prometheus: PrometheusService

  /// - Returns: all names, and those that are nowhere.
  func names(
    in rules: AlertingRules, _ queries: [Dashboard.Query]
  ) throws -> (all: [HealthyAlerts.Name], dead: [HealthyAlerts.Name]) {
    var (all, dead) = ([HealthyAlerts.Name](), [HealthyAlerts.Name]())
    func look(_ place: String, _ expression: PromQLExpression, texts: Set<String>) throws {
      // Of the alerts themselves there are series when one of them fires.
      let selectors = expression.selectors.filter { !$0.hasPrefix("ALERTS") }
      var labels: Set<String> = []
      for selector in selectors {
        let series = try unlessRefused { try prometheus.series(selector) } ?? []
        for one in series { labels.formUnion(one.keys) }
        all.append(HealthyAlerts.Name(place: place, name: selector))
        if series.isEmpty { dead.append(HealthyAlerts.Name(place: place, name: selector)) }
      }
      guard !selectors.isEmpty, !labels.isEmpty else { return }
      for label in texts.union(expression.groupingLabels).sorted() {
        all.append(HealthyAlerts.Name(place: place, name: "label \(label)"))
        if !labels.contains(label) { dead.append(HealthyAlerts.Name(place: place, name: "label \(label)")) }
      }
    }
    for rule in try prometheus.rules().flatMap(\.rules) where rule.health == "err" {
      let name = HealthyAlerts.Name(
        place: rule.name, name: "what cannot be evaluated (\(rule.lastError ?? "no reason given"))")
      all.append(name)
      dead.append(name)
    }
    for rule in rules.groups.flatMap(\.rules) {
      try look(rule.name, PromQLExpression(rule.query), texts: rule.labelsInTexts)
    }
    for query in queries { try look("panel '\(query.panel)'", PromQLExpression(query.expression), texts: []) }
    return (all, dead)
  }
}
