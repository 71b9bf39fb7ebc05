package import RedisFixture
package import Testing

/// Plays a scenario once, on a server of its own, for all controls of a suite: it is what they judge, each another
/// side of it.
///
///     @Suite("Load", .specification, .sharing { try LoadedBuffer($0) })
///     struct LoadTests {
///       let buffer: LoadedBuffer
///       init() throws { buffer = try .shared }
///     }
package struct SharedScenarioTrait<Scenario: SharedScenario>: SuiteTrait, TestScoping {
  fileprivate let scaled: Bool
  fileprivate let listen: ServerConfiguration.Listen
  fileprivate let play: @Sendable (RedisServer) throws -> Scenario

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    var hasBegun = false
    do {
      try await withServerUnderTest(scaled: scaled, listen: listen) { server in
        let scenario = Result<any Sendable, any Error> { try play(server) }
        hasBegun = true
        try await Shared.$scenario.withValue(scenario) { try await function() }
      }
    } catch  where !hasBegun {
      // The server could not be started. A suite that throws would vanish; so each control tells it.
      try await Shared.$scenario.withValue(.failure(error)) { try await function() }
    }
  }
}

/// What a suite's controls judge together.
package protocol SharedScenario: Sendable {}

private enum Shared {
  @TaskLocal static var scenario: Result<any Sendable, any Error>?
}

extension SharedScenario {
  /// The scenario that the controls of this suite share.
  ///
  /// - Throws: what kept it from being played to its end; `MisuseError` where the suite shares no such scenario.
  package static var shared: Self {
    get throws {
      guard let scenario = try Shared.scenario?.get() as? Self else {
        throw MisuseError.shared("\(Self.self)")
      }
      return scenario
    }
  }
}

extension Trait {
  /// The controls of the suite judge one scenario, which is played before the first of them.
  ///
  /// - Parameter scaled: whether the profile scales `maxmemory`.
  package static func sharing<Scenario>(
    scaled: Bool = true, listen: ServerConfiguration.Listen = .tcp,
    _ play: @escaping @Sendable (RedisServer) throws -> Scenario
  ) -> Self where Self == SharedScenarioTrait<Scenario> {
    Self(scaled: scaled, listen: listen, play: play)
  }
}
