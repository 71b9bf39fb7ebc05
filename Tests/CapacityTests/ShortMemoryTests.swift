import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Restart with too little memory", .specification, .tags(.eviction))
struct ShortMemoryTests {
  @Test(.tags(.must)) func `EVC-09 a restart with more data than maxmemory is noticed`() async throws {
    let eventLoad = try EventLoad.specified()
    try await withServerUnderTest(scaled: true) { server in
      let load = try eventLoad.load(into: server, phases: .told)
      let usedMemory = try server.connect().info("memory").integer("used_memory")

      try server.amendConfiguration("maxmemory \(usedMemory / 2)")
      try server.restart()
      // The server evicts at its next command, not while it reads its data.
      let refusal = try write(event: eventLoad.events.upperBound, eventLoad, to: server)
      try settle(server)
      let info = try server.connect().info()
      let (survivors, evicted) = try eventLoad.survivorsWithoutLimit(
        of: 0..<eventLoad.events.count + 1, in: server, phases: .told)
      let written = load.acknowledged + (refusal == nil ? 1 : 0)

      evidence.sometimes("the memory was too short", evicted > 0 || refusal == "OOM")
      evidence.record("shortfall", written - survivors.present, samples: written)
      evidence.record("unaccounted", written - survivors.present - evicted, samples: 0)
      evidence.record("damaged", survivors.damaged, samples: survivors.present)
      evidence.record("memory-over-limit", try countedMemory(info) / Double(info.integer("maxmemory")), samples: 0)
      evidence.note(
        "\(load.acknowledged) events were to be read into half the memory that they take; the first write afterwards "
          + (refusal.map { "was refused with \($0)." } ?? "was taken, and \(evicted) events were evicted for it."))
      evidence.attach(info.text, named: "info-after-restart.txt")
    }
  }

  /// The first word of the error, where the write is refused.
  private func write(event: Int, _ eventLoad: EventLoad, to server: RedisServer) throws -> String? {
    let load = try eventLoad.loader.append(event..<event + 1, to: server)
    return load.errors.keys.first
  }

  /// Waits until the server has evicted what it has to, which it does a little at a time.
  private func settle(_ server: RedisServer) throws {
    let connection = try server.connect()
    var evicted = -1
    try wait(for: "the end of the evictions", within: .seconds(60)) {
      let info = try connection.info()
      let before = evicted
      evicted = try info.integer("evicted_keys")
      // The buffers of this very connection may be a little too much again.
      let isWithin = try countedMemory(info) <= 1.01 * Double(info.integer("maxmemory"))
      return evicted == before && (isWithin || info["maxmemory_policy"] == "noeviction")
    }
  }

  private func countedMemory(_ info: Info) throws -> Double {
    Double(try info.integer("used_memory") - info.integer("mem_not_counted_for_evict"))
  }
}
