import MET001
import Processes
import RedisConfiguration
package import RedisFixture
import Testing

/// Starts the server under test on the configuration under test, and ends it with the scope.
///
/// What was started goes into the evidence: the server's identity, its configuration, its log.
///
/// - Parameters:
///   - scaled: whether the profile scales `maxmemory`. The configuration group reads it as it is.
///   - listen: where; performance is measured over TCP, as clients have it.
///   - adjust: further changes that the scenario needs, such as another disk.
/// - Throws: `RunSettingsError`, `SpecificationError`, `FixtureError`; else what the body throws.
package func withServerUnderTest<Result>(
  scaled: Bool, listen: ServerConfiguration.Listen = .unixSocket,
  adjust: (ServerConfiguration) -> ServerConfiguration = { $0 },
  _ body: (RedisServer) async throws -> Result
) async throws -> Result {
  let settings = try RunSettings.current
  let configuration = ServerConfiguration(
    program: settings.redisServer, file: try ConfigurationFile(path: settings.redisConf), listen: listen)
  return try await withRedisServer(adjust(configuration)) { server in
    if scaled { try server.scaleMaxmemory(by: settings.profile.scale) }
    defer { Evidence.current?.attach(server.log, named: "redis.log") }
    if let evidence = Evidence.current { try evidence.identify(server) }
    return try await body(server)
  }
}

extension Evidence {
  /// Notes which server this is, and attaches its configuration.
  ///
  /// - Throws: `FixtureError` if the server or its files do not tell.
  package func identify(_ server: RedisServer) throws {
    let identity = try server.identity()
    let component = Component(
      role: .server, name: identity.name, version: identity.version, buildId: identity.buildId,
      program: server.program, binary: identity.binary, binarySha256: identity.binarySha256,
      configurationSha256: try sha256(ofFile: settings.redisConf))
    if tested(component) { attach(server.configuration.file.redactedText, named: "redis.conf") }
  }
}

extension RedisServer {
  /// Gives the server the profile's share of its `maxmemory`, on top of what does not shrink with the number of
  /// events: what it takes when empty, and the buffers of its connections, 64 KiB for each of 24. At one hundredth
  /// these would be a tenth of the whole.
  fileprivate func scaleMaxmemory(by scale: Double) throws {
    guard scale != 1 else { return }
    let connection = try connect()
    let info = try connection.info("memory")
    let maxmemory = try info.integer("maxmemory")
    guard maxmemory > 0 else { return }
    let fixed = try info.integer("used_memory_startup") + 24 * 64 * 1024
    let scaled = fixed + Int(Double(maxmemory) * scale)
    try connection.command("CONFIG", "SET", "maxmemory", "\(scaled)")
  }
}
