import MET001
package import RedisFixture
package import Scenarios

// What this run gives to scenarios: the settings of their loads, servers, and who is told how far they are.

extension EventLoad {
  /// What the specification says, at the scale of this run.
  ///
  /// - Throws: `RunSettingsError`, `SpecificationError`.
  package static func specified() throws -> EventLoad {
    let settings = try RunSettings.current
    return EventLoad(
      seed: settings.seed, events: 0..<Int(try settings.number(.bufferEvents)), mix: try settings.choice(.mix),
      layout: try settings.choice(.layout), throughput: try settings.number(.throughput),
      pacedSeconds: settings.profile == .quick ? 2 : 10)
  }
}

extension Phases {
  /// The progress of this run.
  package static let told = Phases { phase, total, unit in Progress(phase, total: total, unit: unit).update }
}

/// Servers under test, whose `maxmemory` is not scaled.
package struct ServersUnderTest: ServerFactory {
  package init() {}

  package func withServer<Result>(
    adjust: (ServerConfiguration) -> ServerConfiguration, _ body: (RedisServer) async throws -> Result
  ) async throws -> Result {
    try await withServerUnderTest(scaled: false, adjust: adjust, body)
  }
}
