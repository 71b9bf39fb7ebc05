/// Where the harness puts a server: what it replaces in the configuration under test. Everything else is left as the
/// file has it.
package struct Placement: Sendable {
  /// The settings that are replaced.
  package static let replaced: Set = [
    "port", "tls-port", "dir", "logfile", "pidfile", "unixsocket", "unixsocketperm", "daemonize", "supervised",
    "syslog-enabled",
  ]

  /// Holds the socket and the log.
  package var directory: String
  package var dataDirectory: String
  /// Where to listen on TCP; `nil` for nowhere.
  package var port: Int?

  package init(directory: String, dataDirectory: String, port: Int? = nil) {
    self.directory = directory
    self.dataDirectory = dataDirectory
    self.port = port
  }

  package var socketPath: String { "\(directory)/redis.sock" }
  package var logPath: String { "\(directory)/redis.log" }
}

extension ConfigurationFile {
  /// The configuration that a server is started with at that place.
  ///
  /// - Throws: `ConfigurationError` if the server would be a replica, which must not be written to.
  package func placed(_ placement: Placement) throws -> ConfigurationFile {
    if let primary = value(of: "replicaof") ?? value(of: "slaveof"), primary.lowercased() != "no one" {
      throw ConfigurationError(
        path: "under test",
        reason: "makes the server a replica of \(primary), which must not be written to; take out 'replicaof'")
    }
    var replacements = [
      Directive("port", "\(placement.port ?? 0)"),
      Directive("unixsocket", placement.socketPath),
      Directive("unixsocketperm", "700"),
      Directive("dir", placement.dataDirectory),
      Directive("logfile", placement.logPath),
      Directive("pidfile", ""),
      Directive("daemonize", "no"),
      Directive("supervised", "no"),
    ]
    // Only if the file has them: other builds do not know these settings.
    if value(of: "tls-port") != nil { replacements.append(Directive("tls-port", "0")) }
    if value(of: "syslog-enabled") != nil { replacements.append(Directive("syslog-enabled", "no")) }
    // Dropped, not only outvoted: the server tries each line when it reads it, and a `dir` of production may not exist
    // here.
    let kept = directives.filter { !Placement.replaced.contains($0.name) }
    return ConfigurationFile(directives: kept + replacements)
  }
}
