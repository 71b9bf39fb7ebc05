package import RedisFixture
package import Workload

/// Events that were evicted or deleted, and a restart without a limit of the memory.
package struct Deletions: Sendable {
  /// Twice what 16 MiB hold.
  private static let events = 0..<50_000
  private static let deletedKeys = 45_000..<46_000

  package var errors: Int
  package var evicted: Int
  package var deleted: Int
  /// Before the restart and after it.
  package var before: Survivors
  package var after: Survivors

  package init(errors: Int, evicted: Int, deleted: Int, before: Survivors, after: Survivors) {
    self.errors = errors
    self.evicted = evicted
    self.deleted = deleted
    self.before = before
    self.after = after
  }

  /// - Parameter server: one of 16 MiB.
  /// - Throws: `MissingCapability` if the layout has no deletion of single events; `LoadError`, `FixtureError`; what
  ///   keeps the server from starting.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    let load = try eventLoad.loader.load(Self.events, into: server)
    let deleted = try Self.delete(eventLoad, from: server)
    let evicted = try server.connect().info("stats").integer("evicted_keys")
    let before = try eventLoad.survivorsWithoutLimit(of: Self.events, in: server, phases: phases).survivors
    server.stop()
    try server.amendConfiguration("maxmemory", "0")
    try server.start()
    let after = try eventLoad.verifier.survivors(of: Self.events, in: server)
    self.init(errors: load.errorCount, evicted: evicted, deleted: deleted, before: before, after: after)
  }

  /// Events that were gone and are back.
  package var resurrected: Int { before.events.count { before[$0] == .missing && after[$0] != .missing } }

  /// Events that were there and are gone.
  package var lost: Int { before.events.count { before[$0] != .missing && after[$0] == .missing } }

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
    case .stream:
      try connection.command("XTRIM", "events", "MAXLEN", "\(max(0, before - 1000))")
    case .streamPerCollection:
      throw MissingCapability(
        "no deletion of single events in the layout \(eventLoad.layout.rawValue)", remedy: "choose another layout")
    }
    return before - (try eventLoad.verifier.eventsHeld(by: server))
  }
}
