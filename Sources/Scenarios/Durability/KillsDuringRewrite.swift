import Foundation
import Processes
package import RedisFixture
import Synchronization
import Workload

/// Kills of a server while its child rewrites the append-only file, at several moments of the rewrite.
package struct KillsDuringRewrite: Sendable {
  /// How many events a rewrite begins with that is to be interrupted.
  private static let events = 5000
  /// The moments, as shares of the time that a rewrite takes.
  private static let moments = [0.0, 0.2, 0.4, 0.6, 0.8, 0.95]

  package var losses = Losses([])
  /// How long each restart took, in seconds.
  package var restarts: [Double] = []
  /// Files that the kills left behind and no manifest names.
  package var strays = 0
  /// For each kill whether a rewrite ran.
  package var metRewrite: [Bool] = []
  /// The files before and after each restart.
  package var files: [String] = []
  /// How a rewrite after each restart ended; `ok` if well.
  package var rewrites: [String] = []

  private struct Crash {
    var ledgers: [WriteLedger]
    var time: Double
    /// Files that the manifest does not name.
    var strays: Int
    var metRewrite: Bool
  }

  package var failedRewrites: Int { rewrites.count { $0 != "ok" } }

  package init() {}

  /// - Throws: `FixtureError`, `SystemError`; what keeps the server from starting.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    let progress = phases("killing during a rewrite", total: Self.moments.count, unit: "kills")
    let seconds = try Self.rewriteTime(server, eventLoad)
    for (number, moment) in Self.moments.enumerated() {
      try server.startEmpty()
      let crash = try Self.killDuringRewrite(server, eventLoad, after: moment * seconds)
      strays += crash.strays
      metRewrite.append(crash.metRewrite)
      let (seconds, listing) = try server.listingFiles(aroundStart: server.timedStart)
      restarts.append(seconds)
      files.append(listing)
      losses.each.append(try eventLoad.loss(of: crash.ledgers, crash: crash.time, in: server))
      rewrites.append(try server.rewrite())
      progress(number + 1)
    }
  }

  /// How long a rewrite takes that was slowed down, in seconds.
  private static func rewriteTime(_ server: RedisServer, _ eventLoad: EventLoad) throws -> Double {
    _ = try eventLoad.loader.load(0..<events, into: server)
    try slowDownRewrites(of: server)
    var began = ContinuousClock.now
    try server.rewriteWell(whenAsked: { began = .now })
    return (ContinuousClock.now - began) / .seconds(1)
  }

  /// Lets the child that rewrites pause at each key for 0.1 ms, so that it can be met at any phase of the rewrite.
  private static func slowDownRewrites(of server: RedisServer) throws {
    try server.configure("rdb-key-save-delay", to: "100")
  }

  /// Kills the server alone, as the kernel does when memory runs out: the child that rewrites goes on.
  ///
  /// - Parameter seconds: how long the rewrite has been going on then.
  private static func killDuringRewrite(
    _ server: RedisServer, _ eventLoad: EventLoad, after seconds: Double
  ) throws -> Crash {
    let connection = try server.connect()
    let clock = LedgerClock()
    let written = Atomic(0)
    var crash = Crash(ledgers: [], time: 0, strays: 0, metRewrite: false)
    crash.ledgers = try eventLoad.writer.write(
      1, to: server, clock: clock,
      look: { ledger in
        written.store(ledger.writes.count, ordering: .relaxed)
        // A few thousand writes a second are enough beside a rewrite.
        if ledger.writes.count > events { usleep(1000) }
      },
      during: {
        try waitForServer("\(events) events", within: .seconds(60)) { written.load(ordering: .relaxed) >= events }
        try slowDownRewrites(of: server)
        try connection.beginRewrite()
        // The one key of a list or a stream is rewritten at once.
        if eventLoad.layout.keepsOrderByKey { usleep(UInt32(seconds * 1e6)) }
        // Held until the server is dead, so that the rewrite cannot end before.
        let child = try server.holdRewrite()
        crash.metRewrite = child != nil
        try server.pauseBetweenFsyncs()
        server.killLeavingItsChild()
        crash.time = clock.seconds
        // Before the child goes on: one that misses its server may remove its file.
        crash.strays = try FileManager.default.contentsOfDirectory(atPath: server.dataDirectory)
          .count { $0.hasPrefix("temp-") }
        if let child { Foundation.kill(child, SIGCONT) }
      })
    crash.strays += try server.appendOnlyFiles().strays.count
    return crash
  }
}
