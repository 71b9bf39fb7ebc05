package import RedisFixture

/// Events of mixed sizes that are deleted and replaced by others, and what that does to the allocator.
package struct Churn: Sendable {
  /// Below about 100 MB the ratio says more about the allocator's fixed costs than about the events.
  private static let memoryInUse = 160 << 20
  private static let rounds = 3
  private static let part = 10_000

  /// How many events there are.
  package var count: Int
  /// INFO memory after the load and after each deletion and refill.
  package var observed: [Info]

  package init(count: Int, observed: [Info]) {
    self.count = count
    self.observed = observed
  }

  /// Loads events; then every other one goes and events of other sizes take their place, again and again.
  ///
  /// - Parameter memory: how much is loaded, in bytes.
  /// - Throws: `FixtureError`.
  package init(
    _ eventLoad: EventLoad, on server: any RedisTarget, filling memory: Int = memoryInUse, phases: Phases
  ) throws {
    let connection = try server.connect()
    let values = MixedSizes(firehose: eventLoad.firehose, connection: connection)
    var count = 0
    let progress = phases("churning", total: memory, unit: "B")
    func usedMemory() throws -> Int { try connection.info("memory").integer("used_memory") }
    while try usedMemory() < memory {
      try values.write(count..<count + Self.part, sizedLike: { $0 })
      count += Self.part
      progress(min(try usedMemory(), memory))
    }
    var observed = [try connection.info("memory")]
    for round in 1...Self.rounds {
      let going = stride(from: round % 2, to: count, by: 2)
      try values.delete(going)
      observed.append(try connection.info("memory"))
      try values.write(going, sizedLike: { $0 * 7 + round * 13 })
      observed.append(try connection.info("memory"))
    }
    self.init(count: count, observed: observed)
  }

  /// INFO memory at the end.
  package var last: Info { observed[observed.count - 1] }

  /// Whether the allocator tells of its pages. Where it does not (libc), the server takes the resident memory of its whole
  /// process for those in use and for those it holds alike (`getMemoryOverheadData`, `cronUpdateMemoryStats`).
  private var isToldByAllocator: Bool {
    observed.contains { $0["allocator_active"] == nil || $0["allocator_active"] != $0["allocator_resident"] }
  }

  /// `allocator_frag_ratio` at the end.
  ///
  /// - Throws: `NotApplicable` if the allocator tells nothing; `FixtureError.unexpected` if the server does not.
  package var fragmentation: Double {
    get throws {
      guard isToldByAllocator else {
        throw NotApplicable(
          "the server's allocator (\(last["mem_allocator"] ?? "unknown")) does not tell of its pages, so that "
            + "allocator_frag_ratio (\(fragmentations.last ?? "?") after the churn) is that of the whole process")
      }
      guard let ratio = last["allocator_frag_ratio"].flatMap({ Double($0) }) else {
        throw FixtureError.unexpected(command: "INFO memory", reply: "no allocator_frag_ratio")
      }
      return ratio
    }
  }

  /// `allocator_frag_ratio` of each observation, as the server wrote it.
  package var fragmentations: [String] { observed.map { $0["allocator_frag_ratio"] ?? "?" } }
}
