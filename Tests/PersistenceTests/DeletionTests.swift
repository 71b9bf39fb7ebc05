import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Deletions", .specification, .tags(.durability))
struct DeletionTests {
  @Test(.tags(.must)) func `DUR-14 what is gone stays gone`() async throws {
    let eventLoad = try EventLoad.specified()
    func small(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxmemory", "16mb")
    }
    try await withServerUnderTest(scaled: false, adjust: small) { server in
      // Twice what 16 MiB hold.
      let events = 0..<50_000
      let load = try eventLoad.loader.load(events, into: server)
      let deleted = try delete(eventLoad, from: server)
      let evicted = try server.connect().info("stats").integer("evicted_keys")
      let before = try eventLoad.survivorsWithoutLimit(of: events, in: server, phases: .told).survivors
      server.stop()
      try server.amendConfiguration("maxmemory 0")
      try server.start()
      let after = try eventLoad.verifier.survivors(of: events, in: server)

      evidence.sometimes("events were evicted, or refused", evicted > 0 || load.errorCount > 0)
      evidence.sometimes("events were deleted", deleted > 0)
      evidence.record(
        "resurrected", events.count { before[$0] == .missing && after[$0] != .missing }, samples: events.count)
      evidence.record("lost", events.count { before[$0] != .missing && after[$0] == .missing }, samples: 0)
      evidence.record("gone-before", before.missing, samples: 0)
      evidence.note("\(evicted) keys were evicted and \(deleted) events deleted before the restart.")
    }
  }

  /// Deletes the oldest 1,000 events that are there.
  ///
  /// - Returns: how many were there.
  private func delete(_ eventLoad: EventLoad, from server: RedisServer) throws -> Int {
    let connection = try server.connect()
    let before = try eventLoad.verifier.eventsHeld(by: server)
    switch eventLoad.layout {
    case .keys:
      for event in 45_000..<46_000 { try connection.command("UNLINK", Layout.key(of: event)) }
    case .list:
      try connection.command("LTRIM", "events", "1000", "-1")
    case .stream:
      try connection.command("XTRIM", "events", "MAXLEN", "\(max(0, before - 1000))")
    case .streamPerCollection:
      try evidence.notChecked("no deletion of single events in the layout \(eventLoad.layout.rawValue)")
    }
    return before - (try eventLoad.verifier.eventsHeld(by: server))
  }
}
