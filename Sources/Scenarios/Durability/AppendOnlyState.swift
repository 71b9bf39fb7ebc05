import Processes
package import RedisFixture
import Workload

/// A state of the append-only set of a server, and what is said of it.
package struct AppendOnlyState: Sendable {
  package var name: String
  package var set: AppendOnlyFileSet
  /// What redis-check-aof says.
  package var check: AppendOnlyFileSet.Check
  /// How far the sizes of the files are from what the server says of them, in bytes.
  package var difference: Int

  /// Looks at the set after a load, a rewrite, more events, and a kill with a restart.
  ///
  /// - Throws: `NotApplicable` if there is no manifest; `LoadError`, `FixtureError`, `SystemError`.
  package static func observe(_ eventLoad: EventLoad, on server: RedisServer) throws -> [AppendOnlyState] {
    var states: [AppendOnlyState] = []
    func look(_ name: String) throws {
      // While an fsync is in flight, the server holds back its write: redis-check-aof could meet it half done.
      try server.waitForIdleFsync()
      let set = try server.appendOnlyFiles()
      guard set.manifest != nil else {
        throw NotApplicable("the server keeps one append-only file, without a manifest")
      }
      states.append(
        AppendOnlyState(name: name, set: set, check: try set.check(), difference: try difference(of: set, server)))
    }
    let events = eventLoad.events.prefix(100_000)
    _ = try eventLoad.loader.load(events, into: server)
    try look("after a load")
    try server.rewriteWell()
    try look("after a rewrite")
    _ = try eventLoad.loader.append(events.upperBound..<events.upperBound + 1000, to: server)
    try look("after more events")
    _ = try server.killBetweenFsyncs()
    try server.start()
    try look("after a kill and a restart")
    return states
  }

  private static func difference(of set: AppendOnlyFileSet, _ server: RedisServer) throws -> Int {
    let connection = try server.connect()
    // A server that began without data does not count the base file, which is empty then, before its first rewrite.
    let countsBase = try connection.info("persistence").integer("aof_base_size") > 0
    let files = (countsBase ? set.base.map { [$0] } ?? [] : []) + set.incrementals
    var difference = 0
    // The server writes once in each turn of its loop: what was written a moment ago may not be counted yet.
    try? wait(for: "the sizes to agree", within: .seconds(3)) {
      let size = try files.reduce(0) { $0 + (try FileSurgery($1).length()) }
      difference = abs(size - (try connection.info("persistence").integer("aof_current_size")))
      return difference == 0
    }
    return difference
  }
}
