import MET001
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Synchronization
import TestSupport
import Testing

/// Keeps how often it was begun, and what its server was told.
private struct LongPlay: LongScenario {
  static let begun = Atomic(0)
  let answer: String?

  init(_ server: RedisServer, phases: Phases) throws {
    Self.begun.add(1, ordering: .relaxed)
    phases("waiting", total: 1)(1)
    try server.connect().command("SET", "long", "yes")
    answer = try server.connect().command("GET", "long").text
  }
}

private struct UnplayableLongPlay: LongScenario {
  struct Failure: Error {}

  init(_ server: RedisServer, phases: Phases) throws { throw Failure() }
}

private struct ForeignLongPlay: LongScenario {}

@Suite("Scenarios from the beginning of the run on", .blocking, .disabled(if: badEndsAreWanted))
struct LongScenarioTests {
  private func collect(_ control: String, _ body: () async throws -> Void) async throws -> ControlEvidence {
    let settings = try RunSettings.current
    let evidence = Evidence(of: try #require(settings.specification.control(control)), in: settings)
    try await Evidence.$current.withValue(evidence) { try await body() }
    return evidence.collected
  }

  @Test(.fromTheBeginning { try LongPlay($0, phases: $1) })
  func `it is begun once, before anybody asks, and its server is one of the control that asks`() async throws {
    try wait(for: "its beginning", within: .seconds(30)) { LongPlay.begun.load(ordering: .relaxed) == 1 }
    for _ in 1...2 {
      let collected = try await collect("CFG-07") {
        let answer = try await LongPlay.ended().answer
        #expect(answer == "yes")
      }
      #expect(
        collected.observations == [
          Observation(measure: "drifted-settings", of: "the server that lived for longest, at the start", value: 0),
          Observation(measure: "drifted-settings", of: "the server that lived for longest, at the end", value: 0),
        ])
    }
    #expect(LongPlay.begun.load(ordering: .relaxed) == 1)
  }

  @Test(.fromTheBeginning { try UnplayableLongPlay($0, phases: $1) })
  func `what keeps it from being played is told to who asks, with the log of its server`() async throws {
    _ = try await collect("CFG-07") {
      await #expect(throws: UnplayableLongPlay.Failure.self) { try await UnplayableLongPlay.ended() }
    }
  }

  @Test func `a test that has none is told what to do`() async {
    let error = await #expect(throws: MisuseError.self) { try await ForeignLongPlay.ended() }
    #expect(
      error.map { "\($0)" }
        == "no ForeignLongPlay was begun: add .fromTheBeginning { try ForeignLongPlay($0, phases: $1) } to this test")
  }
}
