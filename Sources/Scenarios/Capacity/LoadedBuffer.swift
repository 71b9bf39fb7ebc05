package import RedisFixture
package import Workload

/// A server that has been loaded with all events, and how that went.
package struct LoadedBuffer: Sendable {
  package let server: RedisServer
  package let eventLoad: EventLoad
  package let load: LoadHistory
  /// INFO memory before the load.
  private let before: Info
  /// INFO after the load.
  package let info: Info

  /// - Throws: `LoadError.notEmpty`, `FixtureError.connectionLost`.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    self.server = server
    self.eventLoad = eventLoad
    before = try server.connect().info("memory")
    load = try eventLoad.load(into: server, phases: phases)
    info = try server.connect().info()
  }

  /// The limit of the memory, in bytes: that before the load, for whoever raises it meanwhile does not keep it.
  ///
  /// - Throws: `FixtureError.unexpected` if there is none.
  package var maxmemory: Int { get throws { try before.maxmemory } }

  /// How many keys expired during the load, and how many will.
  package var expired: Int { get throws { try info.expiredKeys } }

  /// The peak of the memory over the load, in bytes.
  ///
  /// The server's own peak also sees what happens between two samples. At a part of the scale it would see the buffer
  /// of the append-only file above all: while an fsync is in flight that holds as many events as at full scale.
  ///
  /// - Parameter isScaled: whether the load is a part of the real one.
  package func peakMemory(isScaled: Bool) throws -> Int {
    isScaled ? load.peakCountedMemory : max(load.peakMemory, try info.integer("used_memory_peak"))
  }
}

extension Info {
  /// How many keys expired, and how many will: one that has expired counts as held until the server meets it.
  package var expiredKeys: Int {
    get throws {
      let still = self["db0"]?.firstMatch(of: /expires=(\d+)/).flatMap { Int($0.1) } ?? 0
      return try integer("expired_keys") + still
    }
  }
}
