import Processes

extension RedisServer {
  /// Rewrites the append-only file, and waits for the end.
  ///
  /// - Returns: `ok` where it succeeded.
  @discardableResult
  package func rewrite(within limit: Duration = .seconds(120)) throws -> String {
    let connection = try connect()
    try connection.command("BGREWRITEAOF")
    return try connection.waitForRewrite(within: limit)
  }
}

extension RedisConnection {
  /// Waits until no rewrite of the append-only file runs, and none is due.
  ///
  /// - Returns: `ok` where the last one succeeded.
  @discardableResult
  package func waitForRewrite(within limit: Duration) throws -> String {
    var status = ""
    try wait(for: "the end of a rewrite", within: limit) {
      let info = try self.info("persistence")
      status = info["aof_last_bgrewrite_status"] ?? "unknown"
      return info["aof_rewrite_in_progress"] == "0" && info["aof_rewrite_scheduled"] == "0"
    }
    return status
  }
}
