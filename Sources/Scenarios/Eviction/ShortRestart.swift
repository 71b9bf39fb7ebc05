import Processes
package import RedisFixture
package import Workload

/// A restart of a full buffer with half the memory that its events take.
package struct ShortRestart: Sendable {
  /// Events acknowledged before the restart.
  package var loaded: Int
  /// The first word of the error with which the first write afterwards was refused; `nil` if it was taken.
  package var refusal: String?
  package var evicted: Int
  package var survivors: Survivors
  /// INFO when the evictions had ended.
  package var info: Info

  package init(loaded: Int, refusal: String?, evicted: Int, survivors: Survivors, info: Info) {
    self.loaded = loaded
    self.refusal = refusal
    self.evicted = evicted
    self.survivors = survivors
    self.info = info
  }

  /// - Throws: `LoadError`, `FixtureError`; what keeps the server from starting.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    let load = try eventLoad.load(into: server, phases: phases)
    let usedMemory = try server.connect().info("memory").integer("used_memory")

    try server.amendConfiguration("maxmemory", "\(usedMemory / 2)")
    try server.restart()
    // The server evicts at its next command, not while it reads its data.
    let next = eventLoad.events.upperBound..<eventLoad.events.upperBound + 1
    let refusal = try eventLoad.loader.append(next, to: server).errors.keys.first
    try Self.settle(server)
    let info = try server.connect().info()
    let (survivors, evicted) = try eventLoad.survivorsWithoutLimit(
      of: 0..<eventLoad.events.count + 1, in: server, phases: phases)
    self.init(loaded: load.acknowledged, refusal: refusal, evicted: evicted, survivors: survivors, info: info)
  }

  /// Events acknowledged before the restart and after it.
  package var written: Int { loaded + (refusal == nil ? 1 : 0) }

  /// Events that are missing.
  package var shortfall: Int { written - survivors.present }

  /// Those of them that were not evicted; below 0 for evictions without a missing event.
  package var unaccounted: Int { shortfall - evicted }

  /// Whether the server noticed that it had too little memory.
  package var wasShort: Bool { evicted > 0 || refusal == "OOM" }

  /// Waits until the server has evicted what it has to, which it does a little at a time.
  private static func settle(_ server: any RedisTarget) throws {
    let connection = try server.connect()
    var evicted = -1
    try waitForServer("the end of the evictions", within: .seconds(60)) {
      let info = try connection.info()
      let before = evicted
      evicted = try info.integer("evicted_keys")
      // The buffers of this very connection may be a little too much again.
      let isWithin = try info.countedShare <= 1.01
      return evicted == before && (isWithin || info["maxmemory_policy"] == "noeviction")
    }
  }
}
