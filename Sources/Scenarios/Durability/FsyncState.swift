import Processes
package import RedisFixture
package import Workload

/// Whether the server's background thread syncs the append-only file.
///
/// Under everysec Redis holds back its write(2) while it does, up to two seconds: what it acknowledges meanwhile is in
/// its own memory only, and a kill loses it (flushAppendOnlyFile in Redis's aof.c).
package enum FsyncState: String, Sendable {
  case idle = "0"
  case inFlight = "1"
}

extension RedisServer {
  /// Waits until the server says so of its fsync; that it is idle, twice: in the turn of its loop that sends the first
  /// such answer it writes everything that it has acknowledged, and may begin the next fsync.
  package func waitForFsync(_ state: FsyncState) throws {
    let connection = try connect()
    let needed = state == .idle ? 2 : 1
    var answers = 0
    func isSeen() throws -> Bool {
      // A server without an append-only file tells nothing of an fsync, and has none to wait for.
      guard let pending = try connection.info("persistence")["aof_pending_bio_fsync"] else { return true }
      answers = pending == state.rawValue ? answers + 1 : 0
      return answers == needed
    }
    if state == .idle { return try waitForServer("the end of an fsync", within: .seconds(60), until: isSeen) }
    // A disk may be too fast for its fsync ever to be seen in flight: then that kill is like any other.
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline, try !isSeen() {}
  }

  /// Stops the server at a moment at which no fsync is in flight: so it has written all that it has acknowledged.
  ///
  /// Between its answer that it is idle and a kill it could begin the next one.
  package func pauseBetweenFsyncs() throws {
    try waitForServer("a moment between two fsyncs", within: .seconds(60)) {
      try waitForFsync(.idle)
      return try pauseIfIdle()
    }
  }

  /// Kills the server and everything it forked, in that state of its fsync.
  ///
  /// - Returns: when, in seconds on the clock: not after the kill, which waits for the end of the process, and that for
  ///   the end of its fsync.
  @discardableResult
  package func kill(when state: FsyncState, by clock: LedgerClock = LedgerClock()) throws -> Double {
    if state == .idle { try pauseBetweenFsyncs() } else { try waitForFsync(state) }
    let moment = clock.seconds
    kill()
    return moment
  }
}
