import Processes
import RedisConfiguration
package import RedisFixture
package import Scenarios
import Synchronization
package import Testing

/// A scenario that lasts long and hardly works: it is played beside others, on servers of its own.
///
///     @Test(.fromTheBeginning { try IdleClient(of: $0, phases: $1) }) func `CFG-05 …`() async throws {
///       let idle = try await IdleClient.ended()
///     }
package protocol LongScenario: Sendable {}

package struct LongScenarioTrait<Scenario: LongScenario>: TestTrait {
  fileprivate let moment: LongScenarioMoment
  fileprivate let play: @Sendable (WatchedServers, Phases) async throws -> Scenario

  /// Begins the scenario, or has it begin with others, unless another test has: Swift Testing calls this before the first
  /// test, for those that it will run.
  package func prepare(for test: Test) async throws {
    if try RunSettings.current.isObservation { return }
    await LongScenarios.shared.add(Scenario.self, moment) { phases in
      let servers = WatchedServers()
      let scenario: Result<any LongScenario, any Error>
      do { scenario = .success(try await play(servers, phases)) } catch { scenario = .failure(error) }
      return PlayedScenario(scenario: scenario, servers: servers.seen)
    }
  }
}

/// When a long scenario is played.
private enum LongScenarioMoment {
  /// From the beginning of the run on, beside all other controls: nobody waits for it but who runs its control alone.
  case beginning
  /// When the first of those that are to be played together is asked for, with all of them.
  case together
  /// When it is asked for, and no other with it.
  case asked
}

extension Trait {
  /// The control judges a scenario that is played from the beginning of the run on.
  ///
  /// - Parameter play: how: it gets the server, and who is told of its phases.
  package static func fromTheBeginning<Scenario>(
    _ play: @escaping @Sendable (RedisServer, Phases) throws -> Scenario
  ) -> Self where Self == LongScenarioTrait<Scenario> {
    Self(moment: .beginning) { servers, phases in try await servers.withServer { try play($0, phases) } }
  }

  /// The control judges a scenario that starts its servers itself, and is played from the beginning of the run on.
  package static func fromTheBeginning<Scenario>(
    onServers play: @escaping @Sendable (WatchedServers) async throws -> Scenario
  ) -> Self where Self == LongScenarioTrait<Scenario> {
    Self(moment: .beginning) { servers, _ in try await play(servers) }
  }

  /// The control judges a scenario that is played at the same time as others of the kind, when the first of them is asked
  /// for: they wait most of the time.
  ///
  /// - Parameter play: how: it starts its servers itself.
  package static func together<Scenario>(
    _ play: @escaping @Sendable (WatchedServers) async throws -> Scenario
  ) -> Self where Self == LongScenarioTrait<Scenario> {
    Self(moment: .together) { servers, _ in try await play(servers) }
  }

  /// The control judges a scenario that is played once, for all controls that ask for it, when the first of them does.
  ///
  /// - Parameter play: how: it starts its servers itself.
  package static func once<Scenario>(
    _ play: @escaping @Sendable (WatchedServers) async throws -> Scenario
  ) -> Self where Self == LongScenarioTrait<Scenario> {
    Self(moment: .asked) { servers, _ in try await play(servers) }
  }
}

extension LongScenario {
  /// The scenario, when it has ended; its servers count as those of the control that asks.
  ///
  /// - Throws: what kept it from being played to its end, or its server from being looked at then; `MisuseError` where the
  ///   test has no such scenario.
  package static func ended() async throws -> Self {
    let played = try await LongScenarios.shared.ended(Self.self)
    for server in played.servers {
      evidence.identify(server.server)
      evidence.attach(server.log, named: "redis.log")
      if case .success(let look) = server.look { look?.report(to: evidence, of: "the server that lived for longest") }
    }
    let ended = try played.scenario.get()
    for server in played.servers { _ = try server.look.get() }
    guard let scenario = ended as? Self else { throw MisuseError.long("\(Self.self)") }
    return scenario
  }
}

/// Servers under test that are looked at when their scenario ends, for a control that asks later.
package final class WatchedServers: ServerFactory {
  /// One of them, and what was seen of it.
  struct Seen: Sendable {
    var server: TestedServer
    var look: Result<ServerLook?, any Error>
    var log: String
  }

  private let servers = Mutex<[Seen]>([])

  var seen: [Seen] { servers.withLock { $0 } }

  package func withServer<Outcome>(
    adjust: (ServerConfiguration) -> ServerConfiguration, _ body: (RedisServer) async throws -> Outcome
  ) async throws -> Outcome {
    try await withServerUnderTest(scaled: false, adjust: adjust) { server in
      let tested = try TestedServer(server)
      let outcome: Result<Outcome, any Error>
      do { outcome = .success(try await body(server)) } catch { outcome = .failure(error) }
      let look: Result<ServerLook?, any Error>
      do { look = .success(try await ServerWatch.shared?.look()) } catch { look = .failure(error) }
      servers.withLock {
        $0.append(Seen(server: tested, look: look, log: server.configuration.file.masking(server.log)))
      }
      return try outcome.get()
    }
  }
}

/// A scenario that has ended, or what kept it from being played to its end; and what was seen of its servers.
private struct PlayedScenario: Sendable {
  var scenario: Result<any LongScenario, any Error>
  var servers: [WatchedServers.Seen]
}

/// The scenarios that were begun, by their types.
private actor LongScenarios {
  static let shared = LongScenarios()

  private typealias Play = @Sendable (Phases) async throws -> PlayedScenario

  private var begun: [ObjectIdentifier: LongPlay] = [:]
  private var waiting: [ObjectIdentifier: (name: String, moment: LongScenarioMoment, play: Play)] = [:]

  func add(
    _ type: any LongScenario.Type, _ moment: LongScenarioMoment,
    _ play: @escaping @Sendable (Phases) async throws -> PlayedScenario
  ) {
    let id = ObjectIdentifier(type)
    guard begun[id] == nil else { return }
    waiting[id] = ("\(type)", moment, play)
    if moment == .beginning { begin(id) }
  }

  private func begin(_ id: ObjectIdentifier) {
    guard let (name, _, play) = waiting.removeValue(forKey: id) else { return }
    begun[id] = LongPlay(name, play)
  }

  func ended(_ type: any LongScenario.Type) async throws -> PlayedScenario {
    let asked = ObjectIdentifier(type)
    if waiting[asked]?.moment == .together {
      for id in waiting.filter({ $0.value.moment == .together }).keys { begin(id) }
    }
    begin(asked)
    guard let play = begun[asked] else { throw MisuseError.long("\(type)") }
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
