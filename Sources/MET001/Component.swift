/// A program that was tested, and the part that it plays in the system.
package struct Component: Codable, Sendable, Hashable {
  package enum Role: String, Codable, Sendable, CaseIterable {
    /// Holds the buffer.
    case server
    /// Evaluates the rules of alerting.
    case prometheus
    /// Tells Prometheus how the server is.
    case exporter
    /// Routes the alerts.
    case alertmanager
  }

  package var role: Role
  /// Where it was found, if somebody else runs it and it was only observed; `nil` of a program that the run started.
  package var observed: ObservedPlace?
  /// What it says it is: `redis` or `valkey`, of another the name of its project.
  package var name: String
  package var version: String
  /// The build, as it says itself.
  package var buildId: String
  /// The path of what was asked to be started: a program, a link to one, or a wrapper; `nil` if nothing was.
  package var program: String?
  /// The path of the binary that its process executes: where the link or the wrapper leads; `nil` on another host.
  package var binary: String?
  /// Of the binary, in hexadecimal digits.
  package var binarySha256: String?
  /// Of the configuration file under test and all that it includes, one behind the other in the order in which they are
  /// read, in hexadecimal digits; `nil` of a program that has none.
  package var configurationSha256: String?
  /// What the harness replaces of the configuration, each in a few words.
  package var replaced: [String]

  package init(
    role: Role, observed: ObservedPlace? = nil, name: String, version: String, buildId: String, program: String?,
    binary: String?, binarySha256: String?, configurationSha256: String?, replaced: [String] = []
  ) {
    self.role = role
    self.observed = observed
    self.name = name
    self.version = version
    self.buildId = buildId
    self.program = program
    self.binary = binary
    self.binarySha256 = binarySha256
    self.configurationSha256 = configurationSha256
    self.replaced = replaced
  }

  /// The program, and where it leads if that is elsewhere: `/usr/bin/redis-server → /usr/bin/redis-check-rdb`.
  /// Of an observed server its address.
  package var path: String {
    if let observed { return observed.address }
    let places = [program, binary].compactMap(\.self)
    return Set(places).count == 1 ? places[0] : places.joined(separator: " → ")
  }
}

/// Where a server was observed that somebody else runs.
package struct ObservedPlace: Codable, Sendable, Hashable {
  /// Its address, without who logs in.
  package var address: String
  /// Whether its process was found on this host.
  package var isHere: Bool

  package init(address: String, isHere: Bool) {
    self.address = address
    self.isHere = isHere
  }
}
