import Foundation
import MET001
import MET001Testing
import RedisFixture
import TestSupport
import Testing

@Suite("Servers under test are held against their file", .blocking, .serialized, .disabled(if: badEndsAreWanted))
struct ServerWatchTests {
  /// What a control's test collects that does this to a server under test.
  private func evidence(
    of control: String, scaled: Bool = false, _ body: (RedisServer) throws -> Void
  ) async throws -> ControlEvidence {
    let settings = try RunSettings.current
    let evidence = Evidence(of: try #require(settings.specification.control(control)), in: settings)
    try await Evidence.$current.withValue(evidence) {
      try await withServerUnderTest(scaled: scaled) { try body($0) }
    }
    return evidence.collected
  }

  @Test func `what changes meanwhile is given to the control that is about drift`() async throws {
    var collected: ControlEvidence?
    try await withKnownIssue {
      collected = try await evidence(of: "CAP-01") { server in
        try server.connect().command("CONFIG", "SET", "appendfsync", "no")
      }
    } matching: {
      $0.comments.contains { "\($0)".contains("CFG-07: CAP-01, at the end: appendfsync is 'everysec'") }
    }
    let contribution = try #require(collected?.contributions.first)
    #expect(collected?.contributions.count == 1)
    #expect(contribution.control == "CFG-07")
    #expect(contribution.observation == Observation(measure: "drifted-settings", of: "CAP-01, at the end", value: 1))
    #expect(
      contribution.notes == ["CAP-01, at the end: appendfsync is 'everysec' by the file and 'no' in the server."])
    #expect(collected?.observations.isEmpty == true)
  }

  @Test func `a control that cannot be judged tells it all the same`() async throws {
    struct Failure: Error {}
    let settings = try RunSettings.current
    let evidence = Evidence(of: try #require(settings.specification.control("CAP-01")), in: settings)
    // As around a suite whose controls share a scenario.
    try await withServerUnderTest(scaled: false) { server in
      try server.connect().command("CONFIG", "SET", "appendfsync", "no")
      await withKnownIssue {
        await #expect(throws: Failure.self) {
          try await evidence.collect(at: #_sourceLocation) { throw Failure() }
        }
      }
    }
    #expect(evidence.collected.contributions.map(\.control) == ["CFG-07"])
  }

  @Test func `a control that cannot be judged tells that its server lets nobody in any more`() async throws {
    struct Failure: Error {}
    let settings = try RunSettings.current
    let evidence = Evidence(of: try #require(settings.specification.control("CAP-01")), in: settings)
    try await withServerUnderTest(scaled: false) { server in
      try server.connect().command("ACL", "SETUSER", "default", "off")
      await withKnownIssue {
        await #expect(throws: Failure.self) {
          try await evidence.collect(at: #_sourceLocation) {
            evidence.sometimes("the moment came", false)
            throw Failure()
          }
        }
      }
    }
    #expect(evidence.collected.violations.count == 1)
  }

  @Test func `that control records it itself, also that nothing has changed`() async throws {
    let collected = try await evidence(of: "CFG-07") { _ in }
    #expect(
      collected.observations == [
        Observation(measure: "drifted-settings", of: "at the start", value: 0),
        Observation(measure: "drifted-settings", of: "at the end", value: 0),
      ])
  }

  @Test func `what the harness sets itself is no drift`() async throws {
    let collected = try await evidence(of: "CAP-01", scaled: true) { server in
      try server.holdOffRewrites(within: .seconds(60))
      try server.configure("hz", to: "50")
    }
    #expect(collected.contributions.isEmpty)
  }

  @Test func `a file that the scenario amends means what it says then`() async throws {
    let collected = try await evidence(of: "CAP-01") { server in
      try server.amendConfiguration("maxmemory", "64mb")
      try server.restart()
    }
    #expect(collected.contributions.isEmpty)
  }

  @Test func `nothing is said of a server that is down`() async throws {
    let collected = try await evidence(of: "CAP-01") { $0.kill() }
    #expect(collected.contributions.isEmpty)
  }
}
