import Host
package import RedisFixture

/// Connections that a server serves at the same time.
package struct ServedConnections {
  /// How many were open together and all answered, with the one that was there before.
  package let count: Int

  /// Opens connections until so many are open or one is not served, and asks each of them once more.
  ///
  /// - Parameters:
  ///   - most: at least 1.
  ///   - first: a connection that is open already.
  package init(upTo most: Int, by server: any RedisTarget, beside first: RedisConnection) {
    // Beside the connections this process has files of its own.
    raiseOpenFileLimit(to: most + 256)
    func isServed(_ connection: RedisConnection) -> Bool { (try? connection.send(["PING"])) == .status("PONG") }
    var open = [first]
    while open.count < most, let next = try? server.connect(), isServed(next) { open.append(next) }
    count = open.count(where: isServed)
  }
}
