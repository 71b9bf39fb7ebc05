package import RedisFixture
package import Workload

/// Events that were evicted or deleted, and restarts without a limit of the memory: before and after a rewrite.
package struct Deletions: Sendable {
  /// Twice what 16 MiB hold.
  private static let events = 0..<50_000
  private static let deletedKeys = 45_000..<46_000

  package var errors: Int
  package var evicted: Int
  package var deleted: Int
  /// Before the restarts.
  package var before: Survivors
  /// After a restart from the file that the deletions stand in, and after one from a file that was rewritten since.
  package var after: [Survivors]
  /// How that rewrite ended; `ok` if well.
  package var rewrite: String

  package init(
    errors: Int, evicted: Int, deleted: Int, before: Survivors, after: [Survivors], rewrite: String = "ok"
  ) {
    self.errors = errors
    self.evicted = evicted
    self.deleted = deleted
    self.before = before
    self.after = after
    self.rewrite = rewrite
  }

  /// - Parameter server: one of 16 MiB.
  /// - Throws: `LoadError`, `FixtureError`; what keeps the server from starting.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    let load = try eventLoad.loader.load(Self.events, into: server)
    let deleted = try Self.delete(eventLoad, from: server)
    let evicted = try server.connect().info("stats").integer("evicted_keys")
    let before = try eventLoad.survivorsWithoutLimit(of: Self.events, in: server, phases: phases).survivors
    func restart() throws -> Survivors {
      try server.restart()
      return try eventLoad.verifier.survivors(of: Self.events, in: server)
    }
    try server.amendConfiguration("maxmemory", "0")
    let first = try restart()
    let rewrite = try server.rewrite()
    self.init(
      errors: load.errorCount, evicted: evicted, deleted: deleted, before: before, after: [first, try restart()],
      rewrite: rewrite)
  }

  /// Events that were gone and are back.
  package var resurrected: Int {
    before.events.count { event in before[event] == .missing && after.contains { $0[event] != .missing } }
  }

  /// Events that were there and are gone.
  package var lost: Int {
    before.events.count { event in before[event] != .missing && after.contains { $0[event] == .missing } }
  }

  /// Deletes a thousand events: of those that have keys, some of the youngest; else the oldest.
  ///
  /// - Returns: how many were there.
  private static func delete(_ eventLoad: EventLoad, from server: any RedisTarget) throws -> Int {
    let connection = try server.connect()
    let before = try eventLoad.verifier.eventsHeld(by: server)
    switch eventLoad.layout {
    case .keys:
      for event in deletedKeys { try connection.command("UNLINK", Layout.key(of: event)) }
    case .list:
      try connection.command("LTRIM", "events", "1000", "-1")
    case .stream, .streamPerCollection:
      let keys = eventLoad.layout.collectiveKeys
      for key in keys {
        let length = try connection.command("XLEN", key).integer ?? 0
        try connection.command("XTRIM", key, "MAXLEN", "\(max(0, length - 1000 / keys.count))")
      }
    }
    return before - (try eventLoad.verifier.eventsHeld(by: server))
  }
}
