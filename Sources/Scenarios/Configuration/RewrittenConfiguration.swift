package import RedisFixture

/// What CONFIG REWRITE of a configuration as it is, with its includes, and a restart changed.
package struct RewrittenConfiguration: Sendable {
  /// How many settings, users, commands and modules were compared.
  package var compared: Int
  package var drifts: [Drift]
  /// What the server said when it did not start on the rewritten file; `nil` if it did.
  package var refusal: String?

  /// - Throws: `FixtureError`; what keeps the server from starting on the file as it is.
  package static func play(on servers: some ServerFactory) async throws -> RewrittenConfiguration {
    try await servers.withServer { server in
      let before = try server.connect().state()
      try server.connect().command("CONFIG", "REWRITE")
      server.stop()
      let refusal = try server.refusal()
      let drifts = refusal == nil ? try server.connect().state().drift(from: before) : []
      return RewrittenConfiguration(compared: before.count, drifts: drifts, refusal: refusal)
    }
  }
}
