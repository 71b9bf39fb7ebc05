import Host
package import RedisFixture

/// Connections that a server serves at the same time.
package struct ServedConnections {
  /// How many were open together and all answered, with the one that was there before.
  package private(set) var count = 0
  /// What became of the first that was not served, in the words of the server or of this host; `nil` if all were.
  package private(set) var refusal: String?

  /// Opens connections until so many are open or one is not served, and asks each of them once more.
  ///
  /// - Parameters:
  ///   - most: at least 1.
  ///   - first: a connection that is open already.
  package init(upTo most: Int, by server: any RedisTarget, beside first: RedisConnection) {
    // Beside the connections this process has files of its own.
    raiseOpenFileLimit(to: most + 256)
    var open = [first]
    while open.count < most, let next = served({ try server.connect() }) { open.append(next) }
    count = open.count { connection in served { connection } != nil }
  }

  /// The connection, if it is answered.
  private mutating func served(_ connect: () throws -> RedisConnection) -> RedisConnection? {
    do {
      let connection = try connect()
      let reply = try connection.command("PING")
      guard reply == .status("PONG") else { throw FixtureError.unexpected(command: "PING", reply: "\(reply)") }
      return connection
    } catch {
      refusal = refusal ?? "\(error)"
      return nil
    }
  }
}
