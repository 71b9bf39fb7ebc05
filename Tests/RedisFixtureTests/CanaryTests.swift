import Foundation
import Processes
import RedisConfiguration
import RedisFixture
import TestSupport
import Testing

/// A configuration that names somebody else's server, socket and files: none is touched by a server of ours.
@Suite("Canary", .blocking)
struct CanaryTests {
  /// Somebody else's server, with a log, a pid file and data of its own, and a configuration that would take its place.
  private func withCanary(_ body: (_ canary: RedisServer, _ file: ConfigurationFile) async throws -> Void) async throws
  {
    let configuration = ServerConfiguration(listen: .tcp).setting("appendonly", "yes")
    try await withRedisServer(configuration) { canary in
      guard case .tcp(_, let port) = canary.endpoint else { throw CocoaError(.featureUnsupported) }
      try canary.connect().command("SET", "canary", "alive")
      let included = """
        port \(port)
        bind 0.0.0.0
        daemonize yes
        supervised auto
        pidfile \(canary.directory)/pid
        logfile \(canary.logPath)
        dir \(canary.dataDirectory)
        unixsocket \(canary.directory)/redis.sock
        appendonly yes

        """
      try write("4242", to: "\(canary.directory)/pid")
      try write(included, to: "\(canary.directory)/distribution.conf")
      try write("include distribution.conf\nmaxmemory 2gb\n", to: "\(canary.directory)/site.conf")
      try await body(canary, try ConfigurationFile(path: "\(canary.directory)/site.conf"))
    }
  }

  /// What would show that somebody was here.
  private func state(of canary: RedisServer, _ connection: RedisConnection) throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: canary.directory).sorted()
    let files = try names.map { name in
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(canary.directory)/\(name)")
      let facts: [FileAttributeKey] = [.systemFileNumber, .modificationDate, .size]
      return "\(name) \(facts.map { "\(attributes[$0] ?? "")" })"
    }
    let connections = try connection.info("stats").integer("total_connections_received")
    return files + ["\(connections) connections", "key \(try connection.command("GET", "canary"))"]
  }

  @Test(arguments: [ServerConfiguration.Listen.unixSocket, .tcp])
  func `nothing of somebody else's is touched`(listen: ServerConfiguration.Listen) async throws {
    try await withCanary { canary, file in
      let connection = try canary.connect()
      let before = try state(of: canary, connection)
      let configuration = ServerConfiguration(file: file, listen: listen)
      try await withRedisServer(configuration) { server in
        try server.connect().command("SET", "ours", "1")
        try server.connect().command("CONFIG", "REWRITE")
        try server.restart()
        #expect(try server.connect().command("GET", "ours").text == "1")
        _ = try await ReferenceStart.state(of: file, by: try server.binary())
      }
      let after = try state(of: canary, connection)
      #expect(Set(after).symmetricDifference(before).isEmpty, "\(Set(after).symmetricDifference(before).sorted())")
    }
  }

  @Test func `a replica of somebody's server is never started`() async throws {
    try await withCanary { canary, file in
      guard case .tcp(let host, let port) = canary.endpoint else { return }
      let connection = try canary.connect()
      let before = try state(of: canary, connection)
      for setting in ["replicaof", "slaveof"] {
        let configuration = ServerConfiguration(file: file).setting(setting, host, "\(port)")
        await #expect(throws: ConfigurationError.self) { try await withRedisServer(configuration) { _ in } }
      }
      #expect(try state(of: canary, connection) == before)
    }
  }
}
