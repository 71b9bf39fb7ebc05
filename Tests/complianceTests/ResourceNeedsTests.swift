import MET001
import Testing
import compliance

@Suite("Resource needs")
struct ResourceNeedsTests {
  private let need = ResourceNeeds.needed(events: 1_000_000, maxmemory: 2_147_483_648)

  private func shortage(_ available: ResourceNeeds) -> String? {
    need.shortage(available, directory: "/tmp", profile: .full)
  }

  @Test func `a run needs memory and disk for the copies of a rewrite`() {
    #expect(need == ResourceNeeds(memory: 1.3 * 2_147_483_648, disk: 1_920_000_000))
  }

  @Test func `each further server needs its memory, and they share the disk`() {
    let two = ResourceNeeds.needed(events: 1_000_000, maxmemory: 2_147_483_648, servers: 2)
    #expect(two == ResourceNeeds(memory: 2.3 * 2_147_483_648, disk: 1_920_000_000))
  }

  @Test func `just enough is enough`() {
    #expect(shortage(need) == nil)
    #expect(shortage(ResourceNeeds(memory: .infinity, disk: .infinity)) == nil)
  }

  @Test func `the smallest profile is not told to run itself`() throws {
    for available in [ResourceNeeds(memory: 1, disk: .infinity), ResourceNeeds(memory: .infinity, disk: 1)] {
      let message = try #require(need.shortage(available, directory: "/tmp", profile: .quick))
      #expect(!message.contains("--profile quick"))
    }
  }

  @Test func `too little memory is told with what to do`() throws {
    let message = try #require(shortage(ResourceNeeds(memory: need.memory - 1, disk: .infinity)))
    #expect(message.hasPrefix("the full profile needs "))
    #expect(message.contains("of free memory"))
    #expect(message.hasSuffix("free some, or run --profile quick"))
  }

  @Test func `too little disk is told with where and what to do`() throws {
    let message = try #require(shortage(ResourceNeeds(memory: .infinity, disk: 1024)))
    #expect(message.contains("of free disk in /tmp, there are 1 KiB"))
    #expect(message.hasSuffix("free some, or set TMPDIR to a larger disk, or run --profile quick"))
  }
}
