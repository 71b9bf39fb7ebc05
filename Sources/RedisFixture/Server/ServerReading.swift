import Foundation
package import Host
import Processes

extension RedisConnection {
  /// What INFO says.
  ///
  /// - Parameter section: one section, or `everything`.
  package func info(_ section: String = "everything") throws -> Info {
    let reply = try command("INFO", section)
    guard let text = reply.text else { throw FixtureError.unexpected(command: "INFO", reply: "\(reply)") }
    return Info(text)
  }

  /// Every setting that CONFIG GET reports, or those that match the pattern.
  ///
  /// - Throws: `FixtureError.refused` if the server does not let us read its configuration.
  package func configuration(_ pattern: String = "*") throws -> [String: String] {
    let reply = try command("CONFIG", "GET", pattern)
    guard let words = reply.elements?.map({ $0.text ?? "" }), words.count.isMultiple(of: 2) else {
      throw FixtureError.unexpected(command: "CONFIG GET", reply: "\(reply)")
    }
    return Dictionary(
      stride(from: 0, to: words.count, by: 2).map { (words[$0], words[$0 + 1]) }, uniquingKeysWith: { $1 })
  }

  /// How many keys all databases hold.
  package func keyCount() throws -> Int {
    try info("keyspace").text.matches(of: /db[0-9]+:keys=([0-9]+)/).reduce(0) { $0 + (Int($1.1) ?? 0) }
  }
}

/// Which program a server is.
package struct ServerIdentity: Sendable, Hashable {
  /// `redis` or `valkey`.
  package var name: String
  package var version: String
  package var buildId: String
  /// The file that the running process executes: behind a wrapper, the real server.
  package var binary: String
  package var binarySha256: String
}

extension RedisServer {
  /// Asks the running server who it is, and hashes the file it executes.
  package func identity() throws -> ServerIdentity {
    let info = try connect().info("server")
    let binary = Self.binary(info)
    // Valkey reports the Redis version that it is compatible with as well.
    let valkey = info["valkey_version"]
    return ServerIdentity(
      name: valkey == nil ? "redis" : "valkey",
      version: valkey ?? info["redis_version"] ?? "unknown",
      buildId: info["redis_build_id"] ?? "unknown",
      binary: binary,
      binarySha256: try sha256(ofFile: binary))
  }

  /// The path of the file that the running process executes: behind a wrapper, the real server.
  package func binary() throws -> String { Self.binary(try connect().info("server")) }

  private static func binary(_ info: Info) -> String {
    let process = info["process_id"] ?? ""
    return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) ?? info["executable"]
      ?? ""
  }
}

extension RedisServer {
  /// How the server's main thread has spent its time.
  ///
  /// - Throws: `SystemError.call` if the server is down.
  package func mainThreadTime() throws -> ThreadTime {
    try ThreadTime(ofMainThreadOf: processId)
  }
}
