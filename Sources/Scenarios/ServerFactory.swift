package import RedisFixture

/// Starts the servers of a scenario that needs several, or one that it sets up itself.
package protocol ServerFactory: Sendable {
  /// Starts a server, and ends it with the scope.
  ///
  /// - Parameter adjust: what the scenario sets otherwise, such as another disk.
  /// - Throws: what the start or the body throws.
  func withServer<Result>(
    adjust: (ServerConfiguration) -> ServerConfiguration, _ body: (RedisServer) async throws -> Result
  ) async throws -> Result
}

extension ServerFactory {
  /// Starts a server as it is, and ends it with the scope.
  package func withServer<Result>(_ body: (RedisServer) async throws -> Result) async throws -> Result {
    try await withServer(adjust: { $0 }, body)
  }
}
