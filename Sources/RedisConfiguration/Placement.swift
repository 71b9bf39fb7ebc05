/// Where the harness puts a server: what it replaces in the configuration under test. Everything else is left as the
/// file has it, byte for byte.
package struct Placement: Sendable {
  /// Holds the socket and the log.
  package var directory: String
  package var dataDirectory: String
  /// Where to listen on TCP; `nil` for nowhere.
  package var port: Int?
  /// The addresses to listen at; `nil` for those of the configuration.
  package var addresses: [String]?

  package init(directory: String, dataDirectory: String, port: Int? = nil, addresses: [String]? = nil) {
    self.directory = directory
    self.dataDirectory = dataDirectory
    self.port = port
    self.addresses = addresses
  }

  package var socketPath: String { "\(directory)/redis.sock" }
  package var logPath: String { "\(directory)/redis.log" }

  /// What every server knows.
  private var always: [Directive] {
    [
      Directive("port", "\(port ?? 0)"),
      Directive("unixsocket", socketPath),
      Directive("unixsocketperm", "700"),
      Directive("dir", dataDirectory),
      Directive("logfile", logPath),
      // Not an empty one: CONFIG REWRITE drops that, and then an included file's counts.
      Directive("pidfile", "\(directory)/redis.pid"),
      Directive("daemonize", "no"),
      Directive("supervised", "no"),
    ] + (addresses.map { [Directive("bind", arguments: $0)] } ?? [])
  }

  /// What is set only if the file has it: other builds do not know these settings. Without a TLS port, and without a
  /// cluster or a primary that speak TLS, no certificate is read.
  private static let ifPresent = [
    Directive("tls-port", "0"), Directive("tls-replication", "no"), Directive("tls-cluster", "no"),
    Directive("syslog-enabled", "no"), Directive("unixsocketgroup", ""),
  ]

  /// What of the placement the server has otherwise: an argument of its entry point outvotes the file. Its port and its
  /// socket may be those of a proxy; without a log or a pid file it touches none.
  ///
  /// - Parameter value: what the server has; `nil` if it does not tell.
  package func outvoted(by value: (_ setting: String) -> String?) -> [(name: String, value: String)] {
    always.compactMap { directive in
      guard ["dir", "logfile", "pidfile"].contains(directive.name), let value = value(directive.name),
        value != directive.arguments.first, !value.isEmpty
      else { return nil }
      return (directive.name, value)
    }
  }

  /// The directives that follow those of the file.
  fileprivate func directives(for file: ConfigurationFile) -> [Directive] {
    let names = Set(file.directives.map(\.name))
    return always + Self.ifPresent.filter { names.contains($0.name) }
  }

  /// The names of the settings whose value is the harness', not the file's.
  package func replaced(in file: ConfigurationFile) -> [String] {
    directives(for: file).map(\.name)
  }
}

extension ConfigurationFile {
  /// The configuration that a server is started with at that place.
  ///
  /// The server reads every line of the file, and refuses it if its form is wrong; what the harness sets comes after
  /// them and wins. Until it has read all, a server opens, binds and writes nothing, with two exceptions: `dir` takes
  /// effect where it stands, and the log that an included file names is opened at the end of that file. So these two
  /// lead to the harness' own places there already.
  package func placed(_ placement: Placement) -> ConfigurationFile {
    mapping { directive in
      switch directive.name {
      case "dir" where directive.hasOneWord: directive.replaced(by: [placement.dataDirectory])
      case "logfile" where directive.hasOneWord: directive.replaced(by: [placement.logPath])
      default: directive.withFile(in: workingDirectory)
      }
    }.appending(placement.directives(for: self))
  }

  /// The configuration with the same meaning wherever its file is: the paths in it do not depend on that.
  package var withAbsolutePaths: ConfigurationFile {
    mapping { directive in
      directive.name == "dir" && directive.hasOneWord
        ? directive.replaced(by: [workingDirectory]) : directive.withFile(in: workingDirectory)
    }
  }

  /// Why this server cannot be tested as it is; `nil` if it can.
  ///
  /// These would act before anything else does: they connect to somebody's server, or open a port of a number that follows
  /// from the file.
  package var obstacle: ConfigurationError? {
    if let primary = primary {
      return ConfigurationError(
        path: "under test",
        reason: "makes the server a replica of \(primary), which must not be written to; take out 'replicaof'")
    }
    if directives.contains(where: { $0.name == "sentinel" }) {
      return ConfigurationError(
        path: "under test",
        reason: "is that of a sentinel, which holds no buffer; give that of the server that it watches")
    }
    if value(of: "cluster-enabled")?.lowercased() == "yes" {
      return ConfigurationError(
        path: "under test",
        reason: "makes the server a node of a cluster, which serves nothing alone; take out 'cluster-enabled'")
    }
    return nil
  }

  /// The server whose replica this would be; `nil` if it is nobody's.
  private var primary: String? {
    guard let last = directives.last(where: { ["replicaof", "slaveof"].contains($0.name) }) else { return nil }
    let words = last.separateArguments
    guard words.count == 2, words.map({ $0.lowercased() }) != ["no", "one"] else { return nil }
    return words.joined(separator: " ")
  }
}

extension Directive {
  /// Settings whose first argument is the path of a file that the server reads, against its last working directory.
  fileprivate static let filePaths: Set = [
    "aclfile", "loadmodule", "tls-cert-file", "tls-key-file", "tls-client-cert-file", "tls-client-key-file",
    "tls-dh-params-file", "tls-ca-cert-file", "tls-ca-cert-dir",
  ]

  fileprivate var hasOneWord: Bool { arguments.count == 1 && !arguments[0].isEmpty }

  /// The same line with other arguments.
  fileprivate func replaced(by arguments: [String]) -> Directive {
    var directive = Directive(name, arguments: arguments)
    directive.source = source
    return directive
  }

  /// With an absolute path, if it names a file by a relative one.
  fileprivate func withFile(in directory: String) -> Directive {
    guard Self.filePaths.contains(name), let path = arguments.first, !path.isEmpty, !path.hasPrefix("/") else {
      return self
    }
    return replaced(by: ["\(directory)/\(path)"] + arguments.dropFirst())
  }
}
