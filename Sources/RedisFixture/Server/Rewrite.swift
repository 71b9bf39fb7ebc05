import Processes

extension RedisServer {
  /// Rewrites the append-only file, and waits for the end of that very rewrite.
  ///
  /// The server rewrites by itself too, when the file has grown enough, and has one child at a time. So this first waits
  /// for what runs, and asks again where the server was faster.
  ///
  /// - Parameter whenAsked: called right before the rewrite is asked for, each time.
  /// - Returns: `ok` if it succeeded.
  /// - Throws: `FixtureError.timedOut`; `FixtureError.refused` with any refusal but that a rewrite runs already.
  package func rewrite(within limit: Duration = .seconds(120), whenAsked: () -> Void = {}) throws -> String {
    let connection = try connect()
    var number: Int?
    var status = ""
    try waitForServer("the end of a rewrite", within: limit) {
      let state = try connection.rewriteState()
      if state.number == number, state.isRunning { return false }
      if state.number == number {
        status = state.status
        return true
      }
      // Not asked for yet; or another has begun since, and what became of ours is not known.
      if state.hasChild { return false }
      whenAsked()
      number = try connection.askForRewrite()
      return false
    }
    return status
  }

  /// Rewrites the append-only file where the scenario needs that to succeed.
  ///
  /// - Parameter whenAsked: called right before the rewrite is asked for, each time.
  /// - Throws: `FixtureError.unexpected` if it ends otherwise than well; and as `rewrite` does.
  package func rewriteWell(whenAsked: () -> Void = {}) throws {
    let status = try rewrite(whenAsked: whenAsked)
    guard status == "ok" else {
      throw FixtureError.unexpected(command: "BGREWRITEAOF", reply: "it ended with \(status)")
    }
  }

  /// How the last rewrite ended; `nil` if the server is down or does not tell.
  ///
  /// - Throws: `FixtureError` if the server does not answer.
  package func lastRewriteStatus() throws -> String? {
    guard processId != nil else { return nil }
    return try connect().send(["INFO", "persistence"]).text.flatMap { Info($0)["aof_last_bgrewrite_status"] }
  }

  /// Lets the server begin no rewrite by itself any more, and waits for the end of the one that runs. A server that
  /// does not take the setting may begin another one.
  ///
  /// - Throws: `FixtureError.unexpected` if that one ends otherwise than well; `FixtureError.timedOut`.
  package func holdOffRewrites(within limit: Duration) throws {
    let connection = try connect()
    let setting = "auto-aof-rewrite-percentage"
    if case .error = try connection.send(["CONFIG", "SET", setting, "0"]) {} else { noteChange(of: setting, to: "0") }
    try connection.waitForGoodRewrite(within: limit)
  }
}

extension RedisConnection {
  /// Begins a rewrite of the append-only file, when the server has ended what it does by itself.
  ///
  /// - Throws: `FixtureError.timedOut`; `FixtureError.refused` with any refusal but that a rewrite runs already.
  package func beginRewrite(within limit: Duration = .seconds(60)) throws {
    try waitForServer("the begin of a rewrite", within: limit) {
      try !rewriteState().hasChild && askForRewrite() != nil
    }
  }

  /// Waits until no rewrite of the append-only file runs, and none is scheduled. The server may begin another one by
  /// itself right afterwards: see `holdOffRewrites`.
  ///
  /// - Returns: `ok` if the last one succeeded.
  package func waitForRewrite(within limit: Duration) throws -> String {
    var state = try rewriteState()
    try waitForServer("the end of a rewrite", within: limit) {
      state = try rewriteState()
      return !state.isRunning && !state.isScheduled
    }
    return state.status
  }

  /// Waits until no rewrite runs, where the scenario needs the server's own to succeed.
  ///
  /// - Throws: `FixtureError.unexpected` if the last one ended otherwise than well; `FixtureError.timedOut`.
  package func waitForGoodRewrite(within limit: Duration) throws {
    let status = try waitForRewrite(within: limit)
    guard status == "ok" else {
      throw FixtureError.unexpected(command: "the server's own rewrite", reply: "it ended with \(status)")
    }
  }

  fileprivate func rewriteState() throws -> RewriteState { RewriteState(try info("persistence")) }

  /// Asks for a rewrite.
  ///
  /// - Returns: the number of the rewrite that has begun; `nil` if the server does something else first.
  fileprivate func askForRewrite() throws -> Int? {
    // Sent at once, so that the server answers both in one turn: no other rewrite can begin between them.
    append(["BGREWRITEAOF"])
    append(["INFO", "persistence"])
    let reply = try nextReply { Reply($0) }
    let state = RewriteState(Info(try nextReply { $0.text }))
    switch reply {
    case .error(let text) where text.contains("rewriting already in progress"): return nil
    case .error(let text): throw FixtureError.refused(command: "BGREWRITEAOF", reply: text)
    // Behind a snapshot.
    case _ where state.isScheduled: return nil
    default: return state.number
    }
  }
}

/// What INFO tells of the rewrites of the append-only file.
private struct RewriteState {
  /// How many have begun since the server's start; 0 for a server before Redis 7.0, which does not count them.
  var number: Int
  var isRunning: Bool
  var isScheduled: Bool
  /// Whether a rewrite or a snapshot runs: beside neither does the server begin a rewrite.
  var hasChild: Bool
  /// How the last one ended.
  var status: String

  init(_ info: Info) {
    number = info["aof_rewrites"].flatMap { Int($0) } ?? 0
    isRunning = info["aof_rewrite_in_progress"] == "1"
    isScheduled = info["aof_rewrite_scheduled"] == "1"
    hasChild = isRunning || info["rdb_bgsave_in_progress"] == "1"
    status = info["aof_last_bgrewrite_status"] ?? "unknown"
  }
}
