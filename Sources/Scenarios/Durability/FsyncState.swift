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
  ///
  /// A disk may be too fast for its fsync ever to be seen in flight.
  ///
  /// - Returns: whether it was seen.
  /// - Throws: `FixtureError.timedOut` where an fsync does not end.
  package func seesFsync(_ state: FsyncState) throws -> Bool {
    let connection = try connect()
    let needed = state == .idle ? 2 : 1
    var answers = 0
    func isSeen() throws -> Bool {
      // A server without an append-only file tells nothing of an fsync, and has none to wait for.
      guard let pending = try connection.info("persistence")["aof_pending_bio_fsync"] else { return true }
      answers = pending == state.rawValue ? answers + 1 : 0
      return answers == needed
    }
    if state == .idle {
      try waitForServer("the end of an fsync", within: .seconds(60), until: isSeen)
      return true
    }
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline { if try isSeen() { return true } }
    return false
  }

  /// Stops the server at a moment at which no fsync is in flight: so it has written all that it has acknowledged.
  ///
  /// Between its answer that it is idle and a kill it could begin the next one.
  package func pauseBetweenFsyncs() throws {
    try waitForServer("a moment between two fsyncs", within: .seconds(60)) {
      try seesFsync(.idle) && pauseIfIdle()
    }
  }

  /// Kills the server and everything it forked, at a moment at which no fsync is in flight.
  ///
  /// - Returns: when, in seconds on the clock: not after the kill, which waits for the end of the process, and that for
  ///   the end of its fsync.
  package func killBetweenFsyncs(by clock: LedgerClock = LedgerClock()) throws -> Double {
    try pauseBetweenFsyncs()
    let moment = clock.seconds
    kill()
    return moment
  }

  /// Kills the server and everything it forked when an fsync is seen in flight, or after ten seconds without one.
  ///
  /// - Returns: when, as above; and whether one was seen.
  package func killDuringFsync(by clock: LedgerClock) throws -> (moment: Double, wasSeen: Bool) {
    let wasSeen = try seesFsync(.inFlight)
    let moment = clock.seconds
    kill()
    return (moment, wasSeen)
  }
}
