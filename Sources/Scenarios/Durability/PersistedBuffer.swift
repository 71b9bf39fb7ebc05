import Foundation
package import RedisFixture
package import Workload

/// A server with all events in memory and in its append-only file.
package struct PersistedBuffer: Sendable {
  package let server: RedisServer
  package let eventLoad: EventLoad

  /// - Throws: `FixtureError.unexpected` if not all events are taken; `LoadError`, `FixtureError`.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    self.server = server
    self.eventLoad = eventLoad
    let load = try eventLoad.load(into: server, phases: phases)
    guard load.acknowledged == eventLoad.events.count else {
      throw FixtureError.unexpected(command: "the load", reply: "\(load.errors)")
    }
  }

  /// What a server holds of the events.
  ///
  /// - Parameter phase: what is going on.
  /// - Throws: `FixtureError`.
  package func survivors(in server: any RedisTarget, phase: String, phases: Phases) throws -> Survivors {
    try eventLoad.verifier.survivors(
      of: eventLoad.events, in: server, progress: phases(phase, total: eventLoad.events.count))
  }

  /// Backs the server up while it runs, and restores the copy on another one.
  ///
  /// - Returns: how long the backup took, in seconds, and what the other server holds.
  /// - Throws: `FixtureError`; what keeps the other server from starting.
  package func backUpAndRestore(
    on servers: some ServerFactory, phases: Phases
  ) async throws -> (seconds: Double, restored: Survivors) {
    let backup = "\(server.directory)/backup"
    let seconds = try Backup(of: server).copy(to: backup)
    let restored = try await servers.withServer { other in
      other.kill()
      try FileManager.default.removeItem(atPath: other.dataDirectory)
      try copyDirectory(backup, to: other.dataDirectory)
      try other.start()
      return try survivors(in: other, phase: "reading the copy", phases: phases)
    }
    try FileManager.default.removeItem(atPath: backup)
    return (seconds, restored)
  }
}

extension Survivors {
  /// How many events another buffer holds otherwise than this one, or besides.
  package func difference(from other: Survivors) -> Int {
    events.count { self[$0] != other[$0] } + abs(foreign - other.foreign)
  }
}
