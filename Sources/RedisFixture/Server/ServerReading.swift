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
    guard let pairs = reply.elements?.pairs else {
      throw FixtureError.unexpected(command: "CONFIG GET", reply: "\(reply)")
    }
    return pairs
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

/// What a server tells of itself, as long as it lives.
struct OwnWords {
  /// The process that serves; `nil` where it does not tell, or that process cannot be found here.
  var process: pid_t?
  /// Another after each start.
  var runId: String?
}

extension RedisServer {
  /// Asks the running server who it is, and hashes the file it executes.
  package func identity() throws -> ServerIdentity {
    let info = try connect().info("server")
    let binary = try binary()
    let program = info.program
    return ServerIdentity(
      name: program.name,
      version: program.version,
      buildId: program.buildId,
      binary: binary,
      binarySha256: try sha256(ofFile: binary))
  }

  /// The path of the file that the server's process executed when it was first started: behind a wrapper, the real server.
  ///
  /// - Throws: `MissingCapability` if that cannot be found here, or is not what that path means here: no other program must
  ///   be taken for it, for it is executed.
  package func binary() throws -> String {
    if let knownBinary { return knownBinary }
    throw MissingCapability(
      "the process that the server says it is, or its program, cannot be found here",
      remedy: "let \(program) start it in the process and mount namespaces of this host")
  }

  /// Looks at a server that has started for the first time: what it executes, and whether it runs where the harness put it.
  /// An argument of its entry point may outvote the file; what would be written next could be somebody's.
  ///
  /// - Returns: the path of the file that it executes; `nil` if that cannot be found here.
  /// - Throws: `FixtureError.misplaced`.
  func look() throws -> String? {
    let connection = try connect()
    for (name, value) in placement.outvoted(by: { try? connection.configuration($0)[$0] }) {
      throw FixtureError.misplaced("\(name) is \(value)")
    }
    guard let process = own.process else { return nil }
    for socket in listeningSockets(of: [process]) where socket.reach > .loopback {
      throw FixtureError.misplaced("it listens at \(socket.address)")
    }
    let link = "/proc/\(process)/exe"
    let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
    return path.flatMap { isSameFile($0, link) ? $0 : nil }
  }

  /// Asks the server which process it is.
  ///
  /// - Throws: `FixtureError` if the server does not answer.
  func ownWords() throws -> OwnWords {
    // One that lets nobody ask tells nothing.
    guard let text = try connect().send(["INFO", "server"]).text else { return OwnWords() }
    let info = Info(text)
    return OwnWords(process: info["process_id"].flatMap { Int($0) }.flatMap(process(numbered:)), runId: info["run_id"])
  }

  /// Whether another server answers than the one that was started: something has restarted it.
  ///
  /// - Throws: `FixtureError` if the server does not answer.
  package func isAnother() throws -> Bool {
    guard processId != nil else { return false }
    let (before, now) = (own.runId, try ownWords().runId)
    return before != nil && now != before
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
