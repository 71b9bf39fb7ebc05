package import RedisFixture

extension Info {
  /// The limit of the memory, in bytes.
  ///
  /// - Throws: `FixtureError.unexpected` if there is none to take a share of, or the server does not tell.
  package var maxmemory: Int {
    get throws {
      let maxmemory = try integer("maxmemory")
      guard maxmemory > 0 else {
        throw FixtureError.unexpected(
          command: "INFO memory", reply: "maxmemory 0: there is no limit to take a share of")
      }
      return maxmemory
    }
  }

  /// What is held against `maxmemory`: `used_memory` − `mem_not_counted_for_evict`, in bytes.
  package var countedMemory: Int {
    get throws { try integer("used_memory") - integer("mem_not_counted_for_evict") }
  }

  /// That as a share of `maxmemory`.
  ///
  /// - Throws: `FixtureError.unexpected` if there is no limit, or the server does not tell.
  package var countedShare: Double {
    get throws { Double(try countedMemory) / Double(try maxmemory) }
  }
}
