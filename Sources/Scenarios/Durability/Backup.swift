package import RedisFixture

/// The procedure that Redis documents for append-only files (redis.io, Redis persistence, "Backing up AOF
/// persistence"): no rewrite may run while they are copied.
package struct Backup {
  private let server: RedisServer

  package init(of server: RedisServer) {
    self.server = server
  }

  /// Copies the server's data while it runs.
  ///
  /// - Returns: how long it took, in seconds.
  package func copy(to directory: String) throws -> Double {
    let began = ContinuousClock.now
    let connection = try server.connect()
    let percentage = try connection.configuration("auto-aof-rewrite-percentage")["auto-aof-rewrite-percentage"] ?? "100"
    try server.holdOffRewrites(within: .seconds(120))
    // While an fsync is in flight, the server holds back its write.
    try server.waitForIdleFsync()
    try copyDirectory(server.dataDirectory, to: directory)
    try server.configure("auto-aof-rewrite-percentage", to: percentage)
    return (ContinuousClock.now - began) / .seconds(1)
  }
}
