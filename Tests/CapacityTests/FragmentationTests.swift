import Firehose
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Fragmentation", .specification, .tags(.eviction))
struct FragmentationTests {
  /// Below about 100 MB the ratio says more about the allocator's fixed costs than about the events.
  private static let memoryInUse = 160 << 20

  @Test(.tags(.must)) func `EVC-07 fragmentation after churn`() async throws {
    let eventLoad = try EventLoad.specified()
    try await withServerUnderTest(scaled: false) { server in
      let connection = try server.connect()
      let values = MixedSizes(firehose: eventLoad.firehose, connection: connection)
      var count = 0
      let progress = Progress("churning", total: Self.memoryInUse, unit: "B")
      func usedMemory() throws -> Int { try connection.info("memory").integer("used_memory") }
      while try usedMemory() < Self.memoryInUse {
        try values.write(count..<count + 10_000, sizedLike: { $0 })
        count += 10_000
        progress.update(min(try usedMemory(), Self.memoryInUse))
      }
      var observed = [try connection.info("memory")]
      // Every other event goes, and events of other sizes take their place, three times over.
      for round in 1...3 {
        let going = stride(from: round % 2, to: count, by: 2)
        try values.delete(going)
        observed.append(try connection.info("memory"))
        try values.write(going, sizedLike: { $0 * 7 + round * 13 })
        observed.append(try connection.info("memory"))
      }
      let last = observed[observed.count - 1]
      evidence.record("memory-in-use", try last.integer("used_memory"))
      evidence.record("allocator-frag-ratio", try ratio(last), samples: count)
      evidence.note(
        "allocator_frag_ratio after the load and after each deletion and refill: "
          + observed.map { $0["allocator_frag_ratio"] ?? "?" }.joined(separator: ", ") + ".")
      evidence.attach(last.text, named: "info-memory.txt")
    }
  }

  private func ratio(_ info: Info) throws -> Double {
    guard let ratio = info["allocator_frag_ratio"].flatMap({ Double($0) }) else {
      throw FixtureError.unexpected(command: "INFO memory", reply: "no allocator_frag_ratio")
    }
    return ratio
  }
}

/// Keys whose values are events of other keys: so their sizes change while all of them stay real.
private struct MixedSizes {
  let firehose: Firehose
  let connection: RedisConnection

  func write(_ keys: some Sequence<Int>, sizedLike event: (Int) -> Int) throws {
    try pipeline(keys) { key in
      ["SET", Layout.key(of: key), String(decoding: firehose.event(at: event(key)), as: UTF8.self)]
    }
  }

  func delete(_ keys: some Sequence<Int>) throws {
    try pipeline(keys) { ["UNLINK", Layout.key(of: $0)] }
  }

  private func pipeline(_ keys: some Sequence<Int>, _ command: (Int) -> [String]) throws {
    var waiting = 0
    func collect() throws {
      try connection.flush()
      for _ in 0..<waiting {
        try connection.nextReply { reply in
          if reply.isError { throw FixtureError.refused(command: "a write", reply: reply.text) }
        }
      }
      waiting = 0
    }
    for key in keys {
      connection.append(command(key))
      waiting += 1
      if waiting == 1000 { try collect() }
    }
    try collect()
  }
}
