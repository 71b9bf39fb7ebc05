import Processes
package import RedisFixture
package import Workload

// Whether the server's background thread syncs the append-only file.
//
// Under everysec Redis holds back its write(2) while it does, up to two seconds: what it acknowledges meanwhile is in
// its own memory only, and a kill loses it (flushAppendOnlyFile in Redis's aof.c).
extension RedisServer {
  /// Waits until the server has said twice that no fsync is in flight: in the turn of its loop that sends the first such
  /// answer it writes everything that it has acknowledged, and may begin the next fsync.
  ///
  /// - Throws: `FixtureError.timedOut` where an fsync does not end.
  package func waitForIdleFsync() throws {
    let connection = try connect()
    var answers = 0
    try waitForServer("the end of an fsync", within: .seconds(60)) {
      answers = try connection.hasFsyncInFlight() == true ? 0 : answers + 1
      return answers == 2
    }
  }

  /// Waits until an fsync is in flight, for ten seconds at most: a disk may be too fast for one ever to be seen.
  ///
  /// - Returns: whether one was seen.
  /// - Throws: `FixtureError`.
  package func seesFsyncInFlight() throws -> Bool {
    let connection = try connect()
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline, let isInFlight = try connection.hasFsyncInFlight() {
      if isInFlight { return true }
    }
    return false
  }

  /// Stops the server at a moment at which no fsync is in flight: so it has written all that it has acknowledged.
  ///
  /// Between its answer that it is idle and a kill it could begin the next one.
  package func pauseBetweenFsyncs() throws {
    try waitForServer("a moment between two fsyncs", within: .seconds(60)) {
      try waitForIdleFsync()
      return try pauseIfIdle()
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
    let wasSeen = try seesFsyncInFlight()
    let moment = clock.seconds
    kill()
    return (moment, wasSeen)
  }
}

extension RedisConnection {
  /// Whether an fsync is in flight; `nil` where the server has no append-only file to sync.
  func hasFsyncInFlight() throws -> Bool? {
    try info("persistence")["aof_pending_bio_fsync"].map { $0 != "0" }
  }
}
