import Host
import MET001
import MET001Testing
import Monitoring
import RedisFixture
import Scenarios
import Testing

extension HealthyAlerts: LongScenario {}

/// A sound buffer, which the controls of this suite share.
@Sendable private func play(on servers: WatchedServers) async throws -> HealthyAlerts {
  let dashboards = try RunSettings.current.alerting.dashboards.map { try Dashboard(path: $0) }
  return try await HealthyAlerts(.specified(), .specified(pace: .healthyAlertPace), dashboards, on: servers)
}

@Suite("Alerting of a healthy buffer", .specification, .tags(.monitoring))
struct HealthyTests {
  @Test(.tags(.must), .together(play)) func `MON-01 no dead names`() async throws {
    let healthy = try await HealthyAlerts.ended()
    try await evidence.identifyAlerting()
    evidence.record(.names, healthy.names.count)
    evidence.record(.deadNames, healthy.deadNames.count, samples: 0)
    for name in healthy.deadNames { evidence.note("\(name.place) names \(name.name), of which there is no series.") }
    evidence.attach(healthy.scrape, named: "scrape.txt")
  }

  @Test(.tags(.must), .together(play)) func `MON-09 silence when all is well`() async throws {
    let healthy = try await HealthyAlerts.ended()
    try await evidence.showTimelines(healthy)
    let alarms = healthy.falseAlarms
    let longest = healthy.timeline.hostDelay
    if !alarms.isEmpty {
      // What a server cannot do while its host stands still it cannot do for an exporter either.
      try evidence.requireQuietHost(jitter: longest, percentile: 1, beside: 0.5, limit: 0.5)
      // Redis counts an fsync as delayed after two seconds.
      try evidence.requireQuietDisk(longestSync: healthy.longestSync, beside: 2, limit: 2)
    }
    if alarms.isEmpty { evidence.record(.falseAlarms, 0) }
    for alarm in alarms { evidence.record(.falseAlarms, 1, of: alarm) }
    evidence.record(.events, healthy.events, samples: healthy.events)
    evidence.record(.hostJitter, longest, samples: 0)
    if !healthy.heartbeats.isEmpty {
      evidence.note(
        "Not judged, for they fire whatever a server does: \(healthy.heartbeats.sorted().joined(separator: ", ")).")
    }
  }

  @Test(.tags(.must), .together(play)) func `MON-11 dashboards have data`() async throws {
    let healthy = try await HealthyAlerts.ended()
    try await evidence.identifyAlerting()
    guard !healthy.queries.isEmpty else {
      throw MissingCapability("no dashboard beside these rules", remedy: "name yours: --dashboards FILE…")
    }
    evidence.record(.panels, healthy.queries.count)
    evidence.record(.emptyPanels, healthy.emptyQueries.count, samples: 0)
    for query in healthy.emptyQueries { evidence.note("Panel '\(query.panel)' is empty: \(query.expression)") }
  }
}
