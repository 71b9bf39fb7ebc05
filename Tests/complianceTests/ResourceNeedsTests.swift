import MET001
import Testing
import compliance

@Suite("Resources that a run needs")
struct ResourceNeedsTests {
  private let need = ResourceNeeds(buffers: 1, events: 1_000_000, maxmemory: 2_147_483_648)

  private func shortage(_ available: ResourceNeeds) -> String? {
    need.shortage(available, directory: "/tmp", profile: .full)
  }

  @Test func `a run needs memory and disk for the copies of a rewrite`() {
    #expect(need == ResourceNeeds(memory: 1.3 * 2_147_483_648, disk: 1_920_000_000))
  }

  @Test func `each further buffer needs its memory, and they share the disk`() {
    let two = ResourceNeeds(buffers: 2, events: 1_000_000, maxmemory: 2_147_483_648)
    #expect(two == ResourceNeeds(memory: 2.3 * 2_147_483_648, disk: 1_920_000_000))
  }

  @Test func `a part of a buffer needs its part, and no buffer nothing`() {
    let half = ResourceNeeds(buffers: 0.5, events: 1_000_000, maxmemory: 2_147_483_648)
    #expect(half == ResourceNeeds(memory: 0.65 * 2_147_483_648, disk: 960_000_000))
    let none = ResourceNeeds(buffers: 0, events: 1_000_000, maxmemory: 2_147_483_648)
    #expect(none == ResourceNeeds(memory: 0, disk: 0))
  }

  @Test func `just enough is enough`() {
    #expect(shortage(need) == nil)
    #expect(shortage(ResourceNeeds(memory: .infinity, disk: .infinity)) == nil)
  }

  @Test func `too little memory is told with what to do`() throws {
    let message = try #require(shortage(ResourceNeeds(memory: need.memory - 1, disk: .infinity)))
    #expect(message.hasPrefix("the full profile needs "))
    #expect(message.contains("of free memory"))
    #expect(message.hasSuffix("free some, or run --profile quick"))
  }

  @Test func `the smallest profile is not advised to become smaller`() throws {
    let message = try #require(
      need.shortage(ResourceNeeds(memory: 0, disk: 0), directory: "/tmp", profile: .quick))
    #expect(message.hasSuffix("; free some"))
  }

  @Test func `too little disk is told with where and what to do`() throws {
    let message = try #require(shortage(ResourceNeeds(memory: .infinity, disk: 1024)))
    #expect(message.contains("of free disk in /tmp, there are 1 KiB"))
    #expect(message.hasSuffix("free some, choose a larger disk with --scratch, or run --profile quick"))
  }
}
