import MET001
import MET001Testing
import RedisFixture
import Testing
import Workload

/// A server that has been loaded with all events of the profile, and how that went.
struct LoadedBuffer: Sendable {
  let server: RedisServer
  let scenario: Scenario
  let load: LoadHistory
  /// INFO after the load.
  let info: Info

  init(_ server: RedisServer) throws {
    self.server = server
    scenario = try Scenario()
    let progress = Progress("loading", total: scenario.events.count)
    load = try scenario.loader.load(scenario.events, into: server, progress: progress.update)
    info = try server.connect().info()
  }
}

/// Loads one server for all controls of a suite: the load is what they judge, each another side of it.
struct LoadedBufferTrait: SuiteTrait, TestScoping {
  @TaskLocal fileprivate static var shared: Result<LoadedBuffer, any Error>?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    var hasRun = false
    do {
      try await withServerUnderTest(scaled: true) { server in
        let buffer = Result { try LoadedBuffer(server) }
        hasRun = true
        try await Self.$shared.withValue(buffer) { try await function() }
      }
    } catch  where !hasRun {
      // The server could not be started. A suite that throws would vanish; so each control tells it.
      try await Self.$shared.withValue(.failure(error)) { try await function() }
    }
  }
}

extension Trait where Self == LoadedBufferTrait {
  static var sharingLoadedBuffer: Self { Self() }
}

extension LoadedBuffer {
  /// How long the load took, for people.
  var duration: String { MeasureUnit.seconds.format(.number(load.seconds)) }

  /// The buffer that the controls of this suite share.
  ///
  /// - Throws: what kept it from being loaded.
  static var current: LoadedBuffer {
    get throws {
      guard let shared = LoadedBufferTrait.shared else {
        preconditionFailure("this suite is not .sharingLoadedBuffer")
      }
      return try shared.get()
    }
  }
}
