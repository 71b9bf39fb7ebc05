import Foundation

/// What to start: which server program, on which configuration, listening where.
package struct ServerConfiguration: Sendable {
  package enum Listen: Sendable {
    /// Nothing listens on the network, and no port can be taken.
    case unixSocket
    /// A free port of the loopback interface.
    case tcp
  }

  /// A path, or a name to be found in PATH.
  package var program: String
  package var file: ConfigurationFile
  package var listen: Listen
  /// How long the server may take until it answers: it reads its data first.
  package var startLimit: Duration
  /// Where the server keeps its data: an absolute path under the fixture's root, such as on a `FaultDisk`; none for
  /// a directory of the server's own. Made where it is missing, and left when the server's scope ends.
  package var dataDirectory: String?
  /// Whether strace stands between the server and its fsyncs; see `tracingFsync`.
  package var fsyncTracing: FsyncTracing?

  package init(
    program: String = "redis-server", file: ConfigurationFile = ConfigurationFile(), listen: Listen = .unixSocket,
    startLimit: Duration = .seconds(120), dataDirectory: String? = nil
  ) {
    self.program = program
    self.file = file
    self.listen = listen
    self.startLimit = startLimit
    self.dataDirectory = dataDirectory
  }

  /// The same with one more setting, which wins over the file's.
  package func setting(_ name: String, _ arguments: String...) -> ServerConfiguration {
    var copy = self
    var directive = Directive(name)
    directive.arguments = arguments
    copy.file = file.appending([directive])
    return copy
  }

  /// What the fixture sets itself. Everything else is left as the file has it.
  package static let overridden: Set<String> = [
    "port", "tls-port", "dir", "logfile", "pidfile", "unixsocket", "unixsocketperm", "daemonize", "supervised",
    "syslog-enabled",
  ]

  /// The configuration that the server is started with.
  func effectiveFile(directory: String, dataDirectory: String, port: Int?) throws -> ConfigurationFile {
    if let primary = file.value(of: "replicaof") ?? file.value(of: "slaveof"), primary.lowercased() != "no one" {
      throw FixtureError.configuration(
        path: "under test",
        reason: "makes the server a replica of \(primary), which must not be written to; "
          + "take out 'replicaof'")
    }
    var overrides = [
      Directive("port", "\(port ?? 0)"),
      Directive("unixsocket", "\(directory)/redis.sock"),
      Directive("unixsocketperm", "700"),
      Directive("dir", dataDirectory),
      Directive("logfile", "\(directory)/redis.log"),
      Directive("pidfile", ""),
      Directive("daemonize", "no"),
      Directive("supervised", "no"),
    ]
    // Only where the file has them: other builds do not know these settings.
    if file.value(of: "tls-port") != nil { overrides.append(Directive("tls-port", "0")) }
    if file.value(of: "syslog-enabled") != nil { overrides.append(Directive("syslog-enabled", "no")) }
    // Dropped, not only outvoted: the server tries each line when it reads it, and a `dir` of production may not exist here.
    let kept = file.directives.filter { !Self.overridden.contains($0.name) }
    return ConfigurationFile(directives: kept + overrides)
  }

  /// The path of the server program.
  ///
  /// - Throws: `FixtureError.noSuchServer`.
  func resolveProgram() throws -> String {
    guard let path = Tool.path(of: program) else { throw FixtureError.noSuchServer(path: program) }
    return path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
  }
}
