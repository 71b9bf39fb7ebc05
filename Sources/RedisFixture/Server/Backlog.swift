import Processes

extension RedisServer {
  /// How many connections the kernel lets wait until the server accepts them: of all sockets at which clients connect,
  /// the smallest. What a server asks for may be more.
  ///
  /// - Throws: `MissingCapability` without ss; `SystemError`; `FixtureError.unexpected` if it listens nowhere.
  package func grantedBacklog() throws -> Int { try RedisFixture.grantedBacklog(at: endpoint) }
}

/// How many connections the kernel of this host lets wait at a socket of it: of all sockets of that port or path, the
/// smallest number.
///
/// - Throws: as `RedisServer.grantedBacklog()`.
package func grantedBacklog(at endpoint: Endpoint) throws -> Int {
  if let missing = MissingCapability.ofPrograms(["ss": "iproute2"]) { throw missing }
  let arguments: [String]
  let place: String
  switch endpoint {
  case .tcp(_, let port): (arguments, place) = (["-Hltn", "sport = :\(port)"], "")
  case .unixSocket(let path): (arguments, place) = (["-Hlxn"], path)
  }
  let lines = try Service("ss", arguments).require().split(separator: "\n").filter {
    place.isEmpty || $0.contains(place)
  }
  // State, bytes received, bytes to send: of a socket that listens these are the waiting ones and the most of them.
  let backlogs = lines.compactMap { line -> Int? in
    let fields = line.split(separator: " ")
    let state = fields.firstIndex(of: "LISTEN")
    return state.flatMap { fields.indices.contains($0 + 2) ? Int(fields[$0 + 2]) : nil }
  }
  guard let least = backlogs.min() else {
    throw FixtureError.unexpected(
      command: "ss \(arguments.joined(separator: " "))", reply: "no socket at \(endpoint)")
  }
  return least
}
