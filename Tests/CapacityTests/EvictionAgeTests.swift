import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Age of what is evicted", .specification, .tags(.eviction))
struct EvictionAgeTests {
  @Test(.tags(.must)) func `EVC-03 eviction follows age`() async throws {
    let eviction = try await AgedEviction.play()
    let survival = eviction.survivors.survival
    evidence.sometimes("the server told the ages of the events apart", eviction.agesWereTold)
    evidence.sometimes("events were evicted", survival.evicted > 0)
    evidence.record("lru-error", survival.weightedError(among: eviction.fits), samples: eviction.fits)
    evidence.record(
      "youngest-decile-evicted", survival.evictedShare(ofYoungest: 0.1), samples: eviction.survivors.events.count / 10)
    evidence.show(survival.figure(title: "Survival by age: every event a second younger than the one before"))
  }

  @Test(.tags(.must)) func `EVC-05 a recently read event stays`() async throws {
    // Every fourth of the oldest quarter, most of which would go if nobody had read them. The sixteen that the server has
    // picked already (EVPOOL_SIZE in Redis's evict.c) may go all the same: among so many they are no matter.
    let eviction = try await AgedEviction.play { fits in Array(stride(from: 0, to: fits / 4, by: 4)) }
    let read = eviction.read
    let unread = Set(0..<eviction.fits / 4).subtracting(read)
    evidence.sometimes("the server told the ages of the events apart", eviction.agesWereTold)
    evidence.sometimes(
      "most of their neighbours, which nobody read, were evicted",
      eviction.survivedShare(of: unread) < 0.5)
    evidence.record("read-survived", eviction.survivedShare(of: read), samples: read.count)
    evidence.record("unread-survived", eviction.survivedShare(of: unread), samples: unread.count)
  }
}

/// Events of known age in a small buffer, and half as many younger ones that take their place.
private struct AgedEviction {
  /// How many events the buffer held when the first was evicted.
  var fits: Int
  /// The events that were read before the others came.
  var read: [Int]
  var agesWereTold: Bool
  var survivors: Survivors

  func survivedShare(of events: some Collection<Int>) -> Double {
    Double(events.count { survivors[$0] != .missing }) / Double(events.count)
  }

  /// - Parameter choose: which of so many events are read when the buffer is full.
  static func play(reading choose: (_ fits: Int) -> [Int] = { _ in [] }) async throws -> AgedEviction {
    let eventLoad = try EventLoad.specified()
    // The ages are told by the second, and the server's clock for them wraps: the fewer events the better.
    let maxmemory = 24 << 20
    func small(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxmemory", "\(maxmemory)")
    }
    func unlimited(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxmemory", "0").setting("appendonly", "no")
    }
    return try await withServerUnderTest(scaled: false, adjust: small) { server in
      try await withServerUnderTest(scaled: false, adjust: unlimited) { forge in
        let most = maxmemory / 400
        let loader = try AgedLoader(firehose: eventLoad.firehose, server: server, forge: forge, oldest: most)
        let stats = try server.connect()
        func evicted() throws -> Int { try stats.info("stats").integer("evicted_keys") }
        let progress = Progress("aging", total: most)
        var sent = 0
        while try evicted() == 0 {
          guard sent < most else {
            throw FixtureError.unexpected(command: "filling the buffer", reply: "nothing evicted after \(sent) events")
          }
          try loader.append(sent..<sent + 256)
          sent += 256
          progress.update(sent)
        }
        let fits = sent - (try evicted())
        let middle = fits / 2
        let idle = try loader.idleTime(of: middle) ?? 0
        let read = try loader.read(choose(fits))
        try loader.append(sent..<fits * 3 / 2)
        var aged = eventLoad
        aged.layout = .keys
        let survivors = try aged.survivorsWithoutLimit(of: 0..<fits * 3 / 2, in: server, phases: .told).survivors
        return AgedEviction(
          fits: fits, read: read, agesWereTold: abs(idle - (most - middle)) < 60,
          survivors: survivors)
      }
    }
  }
}
