import Foundation
import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

/// A server with all events of the profile in memory and in its append-only file.
struct PersistedBuffer: SharedScenario {
  let server: RedisServer
  let eventLoad: EventLoad

  init(_ server: RedisServer) throws {
    self.server = server
    eventLoad = try EventLoad.specified()
    let load = try eventLoad.load(into: server, phases: .told)
    guard load.acknowledged == eventLoad.events.count else {
      throw FixtureError.unexpected(command: "the load", reply: "\(load.errors)")
    }
  }
}

@Suite("Restart", .specification, .sharing { try PersistedBuffer($0) }, .tags(.durability))
struct RestartTests {
  let buffer: PersistedBuffer

  init() throws {
    buffer = try .shared
    try evidence.identify(buffer.server)
  }

  @Test(.tags(.must)) func `DUR-01 clean restart of a full buffer`() throws {
    let (server, eventLoad) = (buffer.server, buffer.eventLoad)
    server.stop()
    let seconds = try server.timedStart()
    let reading = Progress("reading back", total: eventLoad.events.count)
    let survivors = try eventLoad.verifier.survivors(of: eventLoad.events, in: server, progress: reading.update)
    evidence.record("intact-share", survivors.intactShare, samples: survivors.present)
    evidence.record("foreign", survivors.foreign, samples: 0)
    evidence.record("ready-time", seconds)
    evidence.attach(server.log, named: "redis.log")
    evidence.attach(try server.connect().info("persistence").text, named: "info-persistence.txt")
  }

  @Test(.tags(.must)) func `DUR-15 backup and restore`() async throws {
    let (server, eventLoad) = (buffer.server, buffer.eventLoad)
    let backup = "\(server.directory)/backup"
    let seconds = try Backup(of: server).copy(to: backup)
    let restored = try await withServerUnderTest(scaled: false) { other in
      other.kill()
      try FileManager.default.removeItem(atPath: other.dataDirectory)
      try copyDirectory(backup, to: other.dataDirectory)
      try other.start()
      let reading = Progress("reading the copy", total: eventLoad.events.count)
      return try eventLoad.verifier.survivors(of: eventLoad.events, in: other, progress: reading.update)
    }
    try FileManager.default.removeItem(atPath: backup)
    let original = try eventLoad.verifier.survivors(of: eventLoad.events, in: server)
    evidence.record("difference", Self.difference(original, restored), samples: eventLoad.events.count)
    evidence.record("intact-share", restored.intactShare, samples: restored.present)
    evidence.record("backup-time", seconds)
  }

  /// How many events one buffer holds otherwise than the other, or besides.
  private static func difference(_ one: Survivors, _ other: Survivors) -> Int {
    one.events.count { one[$0] != other[$0] } + abs(one.foreign - other.foreign)
  }
}

/// The procedure that Redis documents for append-only files (redis.io, Redis persistence, "Backing up AOF
/// persistence"): no rewrite may run while they are copied.
private struct Backup {
  let server: RedisServer

  init(of server: RedisServer) {
    self.server = server
  }

  /// Copies the server's data while it runs.
  ///
  /// - Returns: how long it took, in seconds.
  func copy(to directory: String) throws -> Double {
    let began = ContinuousClock.now
    let connection = try server.connect()
    let percentage = try connection.configuration("auto-aof-rewrite-percentage")["auto-aof-rewrite-percentage"] ?? "100"
    try connection.holdOffRewrites(within: .seconds(120))
    // While an fsync is in flight, the server holds back its write.
    try server.waitForFsync(.idle)
    try copyDirectory(server.dataDirectory, to: directory)
    try connection.command("CONFIG", "SET", "auto-aof-rewrite-percentage", percentage)
    return (ContinuousClock.now - began) / .seconds(1)
  }
}
