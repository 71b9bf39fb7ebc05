package import Host
package import RedisFixture
package import Workload

/// A full buffer that was cleared as the application's user would, who may not flush the server.
package struct ClearedBuffer: Sendable {
  /// `used_memory` before the load, in bytes.
  package let memoryBefore: Int
  /// How many events the buffer held when it was cleared.
  package let held: Int
  /// Whether these were all, and none was refused.
  package let wasFull: Bool
  package let clearing: ClearHistory
  package let eventsLeft: Int
  /// What the server got of the processors. From the load on: it keeps in its memory which commands took it long.
  package let shortage: ProcessorShortage

  /// - Parameters:
  ///   - limit: how long the memory may take to settle.
  ///   - growth: by what share the settled memory may lie above what was used before; later is waited for no more.
  /// - Throws: `LoadError`, `FixtureError`, `SystemError`.
  package init(
    _ eventLoad: EventLoad, on server: RedisServer, within limit: Duration, growth: Double, phases: Phases
  ) throws {
    try eventLoad.useEveryCommandOnce(on: server)
    memoryBefore = try server.connect().info("memory").integer("used_memory")
    let watch = try ProcessorShortage.Watch(server.processId)
    let load = try eventLoad.load(into: server, phases: phases)
    // Beside its own rewrite, which the load set off, the server shrinks no table.
    try server.holdOffRewrites(within: .seconds(600))
    held = try eventLoad.verifier.eventsHeld(by: server)
    wasFull = held == eventLoad.events.count && load.errorCount == 0
    clearing = try eventLoad.layout.clear(
      eventLoad.events, of: server, settledMemory: Int(Double(memoryBefore) * growth), within: limit,
      progress: phases("clearing", total: eventLoad.events.count))
    eventsLeft = try eventLoad.verifier.eventsHeld(by: server)
    shortage = try watch.end()
  }

  /// `used_memory` after the clearing over before the load.
  package var memoryRatio: Double { Double(clearing.usedMemory) / Double(memoryBefore) }
}

extension EventLoad {
  /// The server allocates its statistics of a command at the command's first use, and keeps them: no event's memory.
  fileprivate func useEveryCommandOnce(on server: any RedisTarget) throws {
    let first = events.lowerBound..<events.lowerBound + 1
    _ = try loader.load(first, into: server)
    _ = try layout.clear(first, of: server, settledMemory: .max, within: .seconds(5))
  }
}
