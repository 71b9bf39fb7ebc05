import MET001Testing
import Scenarios
import Testing

@Suite("Alerts", .specification, .tags(.monitoring))
struct AlertTests {
  @Test(.tags(.must), .together { try await MemoryAlerts(.specified(), .specified(), on: $0) })
  func `MON-02 memory alerts`() async throws {
    try await evidence.recordReports(MemoryAlerts.ended())
  }

  @Test(
    .tags(.must),
    .fromTheBeginning(onServers: {
      let alerting = try await AlertingUnderTest.specified(pace: .overflowAlertPace, time: .overflowAlertTime)
      return try await OverflowAlerts(.specified(), alerting, on: $0)
    }))
  func `MON-03 an overflow is told`() async throws {
    try await evidence.recordReports(OverflowAlerts.ended())
  }

  @Test(.tags(.must), .together { try await GrowthAlerts(.specified(), .specified(), on: $0) })
  func `MON-04 time to full`() async throws {
    let growth = try await GrowthAlerts.ended()
    try await evidence.recordReports(growth)
    evidence.record(.fillAtReport, growth.fill)
  }

  @Test(.tags(.must), .together { try await PersistenceAlerts(.specified(), .specified(), on: $0) })
  func `MON-05 persistence alerts`() async throws {
    try await evidence.recordReports(PersistenceAlerts.ended())
  }

  @Test(.tags(.must), .together { try await PerformanceAlerts(.specified(), .specified(), on: $0) })
  func `MON-06 performance alerts`() async throws {
    try await evidence.recordReports(PerformanceAlerts.ended())
  }

  @Test(.tags(.must), .together { try await AvailabilityAlerts(.specified(), .specified(), on: $0) })
  func `MON-07 availability alerts`() async throws {
    try await evidence.recordReports(AvailabilityAlerts.ended())
  }

  @Test(
    .tags(.must),
    .together {
      let settings = try RunSettings.current
      return try await BacklogAlerts(
        late: settings.number(.writerLate), dead: settings.number(.writerDead), .specified(), .specified(), on: $0)
    })
  func `MON-08 backlog alerts`() async throws {
    try await evidence.recordReports(BacklogAlerts.ended())
  }

  @Test(.tags(.must), .together { try await DeliveredAlert(.specified(), .specified(), on: $0) })
  func `MON-10 alerts arrive`() async throws {
    let delivered = try await DeliveredAlert.ended()
    try await evidence.recordReports(delivered)
    evidence.record(.refusedAttempts, delivered.refusals)
  }
}
