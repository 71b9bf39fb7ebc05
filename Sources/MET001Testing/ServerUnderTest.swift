import Host
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
///   - listen: where clients connect: over TCP, as in production, where the configuration has a port.
///   - adjust: further changes that the scenario needs, such as another disk.
/// - Throws: `RunSettingsError`, `SpecificationError`, `FixtureError`; else what the body throws.
package func withServerUnderTest<Result>(
  scaled: Bool, listen: ServerConfiguration.Listen = .tcp,
  adjust: (ServerConfiguration) -> ServerConfiguration = { $0 },
  _ body: (RedisServer) async throws -> Result
) async throws -> Result {
  let settings = try RunSettings.current
  var configuration = ServerConfiguration(
    program: settings.redisServer, file: try ConfigurationFile(path: settings.redisConf), listen: listen)
  (configuration.user, configuration.password) = (settings.user, settings.password)
  return try await withRedisServer(adjust(configuration)) { server in
    let evidence = Evidence.current
    if scaled { try server.scaleMaxmemory(by: settings.profile.scale) }
    defer { evidence?.attach(server.configuration.file.masking(server.log), named: "redis.log") }
    try evidence?.identify(server)
    let watch = try await ServerWatch(server)
    // The controls of a suite report what they share; this is around all of them then.
    guard let evidence else { return try await ServerWatch.$shared.withValue(watch) { try await body(server) } }
    return try await watch.reporting(to: evidence) { try await body(server) }
  }
}

/// Which server was tested, on which configuration.
struct TestedServer: Sendable {
  fileprivate let component: Component
  fileprivate let configuration: String
  fileprivate let handicap: String?

  /// - Throws: `FixtureError` if the server or its files do not tell.
  init(_ server: RedisServer) throws {
    let identity = try server.identity()
    component = Component(
      role: .server, name: identity.name, version: identity.version, buildId: identity.buildId,
      program: server.program, binary: identity.binary, binarySha256: identity.binarySha256,
      configurationSha256: try sha256(ofFiles: server.configuration.file.files), replaced: server.replaced)
    configuration = server.configuration.file.redactedText
    handicap = SchedulingTerms.handicap(of: server.processId)
  }
}

extension Evidence {
  /// Notes which server this is, and attaches its configuration.
  ///
  /// - Throws: `FixtureError` if the server or its files do not tell.
  package func identify(_ server: RedisServer) throws { identify(try TestedServer(server)) }

  /// Notes which server that was, and attaches its configuration.
  func identify(_ server: TestedServer) {
    if tested(server.component) { attach(server.configuration, named: "redis.conf") }
    if let handicap = server.handicap {
      note("The server has a handicap that its clients do not have (\(handicap)): that it waits is its own doing.")
    }
  }
}

extension RedisServer {
  /// What the harness replaces of the configuration, each in a few words: the same for every scenario.
  fileprivate var replaced: [String] {
    var all = [replacedSettings.subtracting(["bind"]).sorted().joined(separator: ", ")]
    if let bind = listening.replaced, let replacement = listening.replacement {
      all.append("bind \(bind), by \(replacement.joined(separator: " "))")
    }
    if configuration.file.value(of: "tls-port").flatMap({ Int($0) }) ?? 0 > 0 {
      all.append("TLS: clients come without it")
    }
    return all
  }

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
    // A share of the memory that the file means stays what it is.
    let clients = "maxmemory-clients"
    if let share = try connection.configuration(clients)[clients], share.hasSuffix("%"),
      let percent = Double(share.dropLast())
    {
      try configure(clients, to: "\(Int(Double(maxmemory) * percent / 100))")
    }
    try configure("maxmemory", to: "\(scaled)")
  }
}
