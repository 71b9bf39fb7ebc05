import Processes
import RedisConfiguration
package import RedisFixture
package import Scenarios
import Synchronization
package import Testing

/// A scenario that lasts long and only waits. It is played on a server of its own from the beginning of the run on,
/// beside all other controls, so that nobody waits for it but who runs its control alone.
///
///     @Test(.fromTheBeginning { try IdleClient(of: $0, phases: $1) }) func `CFG-05 …`() async throws {
///       let idle = try await IdleClient.ended()
///     }
package protocol LongScenario: Sendable {}

package struct LongScenarioTrait<Scenario: LongScenario>: TestTrait {
  fileprivate let play: @Sendable (RedisServer, Phases) throws -> Scenario

  /// Begins the scenario, unless another test has: Swift Testing calls this before the first test, for those that it
  /// will run.
  package func prepare(for test: Test) async throws {
    await LongScenarios.shared.begin(Scenario.self) { phases in
      try await withServerUnderTest(scaled: false) { server in
        let scenario = Result<any LongScenario, any Error> { try play(server, phases) }
        let look: Result<ServerLook?, any Error>
        do { look = .success(try await ServerWatch.shared?.look()) } catch { look = .failure(error) }
        return PlayedScenario(scenario: scenario, look: look, log: server.configuration.file.masking(server.log))
      }
    }
  }
}

extension Trait {
  /// The control judges a scenario that is played from the beginning of the run on.
  ///
  /// - Parameter play: how: it gets the server, and who is told of its phases.
  package static func fromTheBeginning<Scenario>(
    _ play: @escaping @Sendable (RedisServer, Phases) throws -> Scenario
  ) -> Self where Self == LongScenarioTrait<Scenario> {
    Self(play: play)
  }
}

extension LongScenario {
  /// The scenario, when it has ended; its server counts as one of the control that asks.
  ///
  /// - Throws: what kept it from being played to its end, or its server from being looked at then; `MisuseError` where the
  ///   test has no such scenario.
  package static func ended() async throws -> Self {
    let played = try await LongScenarios.shared.ended(Self.self)
    evidence.attach(played.log, named: "redis.log")
    if case .success(let look) = played.look { look?.report(to: evidence, of: "the server that lived for longest") }
    let ended = try played.scenario.get()
    _ = try played.look.get()
    guard let scenario = ended as? Self else { throw MisuseError.long("\(Self.self)") }
    return scenario
  }
}

/// A scenario that has ended, or what kept it from being played to its end; and what was seen of its server.
private struct PlayedScenario: Sendable {
  var scenario: Result<any LongScenario, any Error>
  var look: Result<ServerLook?, any Error>
  var log: String
}

/// The scenarios that were begun, by their types.
private actor LongScenarios {
  static let shared = LongScenarios()

  private var begun: [ObjectIdentifier: LongPlay] = [:]

  func begin(_ type: any LongScenario.Type, _ play: @escaping @Sendable (Phases) async throws -> PlayedScenario) {
    guard begun[ObjectIdentifier(type)] == nil else { return }
    begun[ObjectIdentifier(type)] = LongPlay("\(type)", play)
  }

  func ended(_ type: any LongScenario.Type) async throws -> PlayedScenario {
    guard let play = begun[ObjectIdentifier(type)] else { throw MisuseError.long("\(type)") }
    return try await play.ended()
  }
}

/// One scenario that goes on in the background.
private final class LongPlay: Sendable {
  /// Whether a control waits for it: only then its phases are this run's, not those of another control.
  private let isAwaited: Awaited
  private let task: Task<PlayedScenario, any Error>

  init(_ name: String, _ play: @escaping @Sendable (Phases) async throws -> PlayedScenario) {
    let isAwaited = Awaited()
    let phases = Phases { phase, total, unit in
      let progress = Progress(phase, total: total, unit: unit)
      return { if isAwaited.flag.load(ordering: .relaxed) { progress.update($0) } }
    }
    self.isAwaited = isAwaited
    // It blocks its thread.
    task = Task.detached(executorPreference: ThreadExecutor(label: name)) { try await play(phases) }
  }

  func ended() async throws -> PlayedScenario {
    isAwaited.flag.store(true, ordering: .relaxed)
    return try await task.value
  }

  private final class Awaited: Sendable {
    let flag = Atomic(false)
  }
}
