import MET001
import Testing
import compliance

@Suite("Room")
struct RoomTests {
  private let need = Room.needed(events: 1_000_000, maxmemory: 2_147_483_648)

  private func shortage(_ available: Room) -> String? {
    need.shortage(available, directory: "/tmp", profile: .full)
  }

  @Test func `a run needs room for the copies of a rewrite`() {
    #expect(need == Room(memory: 1.3 * 2_147_483_648, disk: 1_920_000_000))
  }

  @Test func `each further server needs its memory, and they share the disk`() {
    let two = Room.needed(events: 1_000_000, maxmemory: 2_147_483_648, servers: 2)
    #expect(two == Room(memory: 2.3 * 2_147_483_648, disk: 1_920_000_000))
  }

  @Test func `just enough is enough`() {
    #expect(shortage(need) == nil)
    #expect(shortage(Room(memory: .infinity, disk: .infinity)) == nil)
  }

  @Test func `too little memory is told with what to do`() throws {
    let message = try #require(shortage(Room(memory: need.memory - 1, disk: .infinity)))
    #expect(message.hasPrefix("the full profile needs "))
    #expect(message.contains("of free memory"))
    #expect(message.hasSuffix("free some, or run --profile quick"))
  }

  @Test func `too little disk is told with where and what to do`() throws {
    let message = try #require(shortage(Room(memory: .infinity, disk: 1024)))
    #expect(message.contains("of free disk in /tmp, there are 1 KiB"))
    #expect(message.hasSuffix("free some, set TMPDIR to a larger disk, or run --profile quick"))
  }
}
