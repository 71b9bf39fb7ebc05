import Foundation
package import Host
import Processes
import RedisConfiguration

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
    let binary = try binary(info)
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
  ///
  /// - Throws: `MissingCapability` if that cannot be found here, or is not what that path means here: no other program must
  ///   be taken for it, for it is executed.
  package func binary() throws -> String { try binary(try connect().info("server")) }

  private func binary(_ info: Info) throws -> String {
    let number = try info.integer("process_id")
    if let process = process(numbered: number) {
      let link = "/proc/\(process)/exe"
      if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link), isSameFile(path, link) {
        return path
      }
    }
    throw MissingCapability(
      "the server says that it is process \(number), and the program of that process cannot be found here",
      remedy: "let \(program) start it in the process and mount namespaces of this host")
  }

  private func isSameFile(_ one: String, _ other: String) -> Bool {
    var (first, second) = (Glibc.stat(), Glibc.stat())
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }

  /// Refuses a server that runs elsewhere than the harness put it: an argument of its entry point outvotes the file. What
  /// would be written next could be somebody's.
  ///
  /// - Throws: `FixtureError.misplaced`.
  func requirePlacement() throws {
    let connection = try connect()
    for (name, value) in placement.outvoted(by: { try? connection.configuration($0)[$0] }) {
      throw FixtureError.misplaced("\(name) is \(value)")
    }
    guard let process = try? process(numbered: connection.info("server").integer("process_id")) else { return }
    for socket in listeningSockets(of: [process]) where socket.reach > .loopback {
      throw FixtureError.misplaced("it listens at \(socket.address)")
    }
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
