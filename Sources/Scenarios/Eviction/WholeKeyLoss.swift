package import RedisFixture
package import Workload

/// What evictions cost a buffer that one key holds, or few.
package struct WholeKeyLoss: Sendable, Equatable {
  private static let events = 0..<150_000

  package var load: LoadHistory
  /// Events that the buffer holds at the end.
  package var held: Int
  package var evictedKeys: Int

  package init(load: LoadHistory, held: Int, evictedKeys: Int) {
    self.load = load
    self.held = held
    self.evictedKeys = evictedKeys
  }

  /// Writes more events than 64 MiB hold.
  ///
  /// - Throws: `LoadError`, `FixtureError`.
  package init(_ eventLoad: EventLoad, in layout: Layout, on server: any RedisTarget, phases: Phases) throws {
    let load = try BulkLoader(firehose: eventLoad.firehose, layout: layout).load(
      Self.events, into: server, progress: phases("overfilling \(layout.rawValue)", total: Self.events.count))
    let held = try BufferVerifier(firehose: eventLoad.firehose, layout: layout).eventsHeld(by: server)
    let evicted = try server.connect().info("stats").integer("evicted_keys")
    self.init(load: load, held: held, evictedKeys: evicted)
  }

  /// Events acknowledged that are not there any more.
  package var lost: Int { load.acknowledged - held }

  /// Events lost for each evicted key; 0 if none was evicted.
  package var lostPerKey: Double { evictedKeys > 0 ? Double(lost) / Double(evictedKeys) : 0 }
}
