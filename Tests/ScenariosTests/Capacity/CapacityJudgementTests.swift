import Firehose
import RedisFixture
import Scenarios
import TestSupport
import Testing
import Workload

@Suite("Footprint of an event", .blocking)
struct FootprintTests {
  @Test func `a memory holds whole events, for as many hours as the rate says`() {
    let footprint = Footprint(bytesPerEvent: 716)
    #expect(footprint.eventsHeld(in: 2_147_483_648) == 2_999_278)
    #expect(abs(footprint.hoursHeld(in: 716 * 3600 * 100, at: 100) - 1) < 1e-9)
    #expect(abs(footprint.hoursHeld(in: 716 * 3600 * 100, at: 25) - 4) < 1e-9)
  }
}

@Suite("Writer that dies", .blocking)
struct WriterOutageTests {
  @Test func `one that died after a commit, with events behind it, died in the middle`() {
    #expect(WriterOutage.isInTheMiddle(.died, committed: 30, held: 70, of: 100))
  }

  @Test func `one that lived, or committed nothing, or had drained all that there was, proves nothing`() {
    #expect(!WriterOutage.isInTheMiddle(.finished, committed: 30, held: 70, of: 100))
    #expect(!WriterOutage.isInTheMiddle(.died, committed: 0, held: 100, of: 100))
    #expect(!WriterOutage.isInTheMiddle(.died, committed: 50, held: 50, of: 100))
    #expect(!WriterOutage.isInTheMiddle(.died, committed: 51, held: 51, of: 101))
  }
}

@Suite("Start of a load that is not clean", .blocking, .serialized)
struct DirtyStartTests {
  private let eventLoad = EventLoad(
    seed: 3, events: 0..<100, mix: .default, layout: .keys, throughput: 1000, pacedSeconds: 1)

  @Test func `a server that holds a key is refused and keeps it`() async throws {
    try await withRedisServer { server in
      let start = try DirtyStart(eventLoad, on: server)
      #expect(start == .refused)
      #expect(try server.connect().keyCount() == 1)
    }
  }
}

@Suite("What INFO says of a load", .blocking)
struct LoadInfoTests {
  private func info(_ lines: String...) -> Info { Info(lines.joined(separator: "\r\n")) }

  @Test func `keys that expired and keys that will are counted together`() throws {
    #expect(try info("expired_keys:0").expiredKeys == 0)
    #expect(try info("expired_keys:3", "db0:keys=10,expires=0,avg_ttl=0").expiredKeys == 3)
    #expect(try info("expired_keys:3", "db0:keys=10,expires=4,avg_ttl=9").expiredKeys == 7)
    #expect(throws: FixtureError.self) { try info("db0:keys=10,expires=4,avg_ttl=9").expiredKeys }
  }

  @Test func `what is not counted is left out of the share`() throws {
    let full = info("maxmemory:1000", "used_memory:1100", "mem_not_counted_for_evict:200")
    #expect(try full.countedMemory == 900)
    #expect(try full.countedShare == 0.9)
  }

  @Test func `without a limit there is no share, and no pass`() {
    let unlimited = info("maxmemory:0", "used_memory:1100", "mem_not_counted_for_evict:200")
    #expect(throws: FixtureError.self) { try unlimited.countedShare }
    #expect(throws: FixtureError.self) { try unlimited.maxmemory }
    #expect(throws: FixtureError.self) { try info("maxmemory:1000", "used_memory:1100").countedShare }
  }
}
