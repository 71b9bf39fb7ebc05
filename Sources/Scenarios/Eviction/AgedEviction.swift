import Foundation
import RedisFixture
package import Workload

/// Events of known age in a small buffer, and half as many younger ones that take their place.
package struct AgedEviction: Sendable {
  /// How many events the buffer held when the first was evicted.
  package var fits: Int
  /// The events that were read before the others came.
  package var read: [Int]
  /// Whether the server knew the ages of the events.
  package var agesWereTold: Bool
  package var survivors: Survivors

  package init(fits: Int, read: [Int], agesWereTold: Bool, survivors: Survivors) {
    self.fits = fits
    self.read = read
    self.agesWereTold = agesWereTold
    self.survivors = survivors
  }

  /// The share of these events that is still there; NaN if there are none.
  package func survivedShare(of events: some Collection<Int>) -> Double {
    Double(events.count { survivors[$0] != .missing }) / Double(events.count)
  }

  /// The neighbours, of the same age, of the events that were read: those of the oldest quarter that nobody read.
  package var unread: Set<Int> { Set(0..<fits / 4).subtracting(read) }

  /// Whether most of those went: else nothing shows that to be read saved the others.
  package var unreadWentMostly: Bool { survivedShare(of: unread) < 0.5 }

  /// Every fourth of the oldest quarter, most of which would go if nobody read them. The sixteen that the server has
  /// picked already (EVPOOL_SIZE in Redis's evict.c) may go all the same: among so many they are no matter.
  package static func everyFourthOfTheOldest(_ fits: Int) -> [Int] { Array(stride(from: 0, to: fits / 4, by: 4)) }

  /// - Parameters:
  ///   - choose: which of so many events are read when the buffer is full.
  ///   - isRewriting: whether a rewrite goes on while they are read, whose process is held.
  /// - Throws: `FixtureError`.
  package static func play(
    _ eventLoad: EventLoad, on servers: some ServerFactory, phases: Phases,
    reading choose: (_ fits: Int) -> [Int] = { _ in [] }, whileRewriting isRewriting: Bool = false
  ) async throws -> AgedEviction {
    // The server knows ages by the second, and the server's clock for them wraps: the fewer events the better.
    let maxmemory = 24 << 20
    func small(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.limitingMemory(toBytes: maxmemory)
    }
    func unlimited(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxmemory", "0").setting("appendonly", "no")
    }
    return try await servers.withServer(adjust: small) { server in
      try await servers.withServer(adjust: unlimited) { forge in
        let most = maxmemory / 400
        let loader = try AgedLoader(firehose: eventLoad.firehose, server: server, forge: forge, oldest: most)
        let stats = try server.connect()
        func evicted() throws -> Int { try stats.info("stats").integer("evicted_keys") }
        let progress = phases("aging", total: most)
        var sent = 0
        while try evicted() == 0 {
          guard sent < most else {
            throw FixtureError.unexpected(command: "filling the buffer", reply: "nothing evicted after \(sent) events")
          }
          try loader.append(sent..<sent + 256)
          sent += 256
          progress(sent)
        }
        let fits = sent - (try evicted())
        let middle = fits / 2
        let idle = try loader.idleTime(of: middle) ?? 0
        let child = isRewriting ? try server.holdRewrite() : nil
        let read = try loader.read(choose(fits))
        if let child {
          kill(child, SIGCONT)
          try server.connect().waitForGoodRewrite(within: .seconds(60))
        }
        try loader.append(sent..<fits * 3 / 2)
        var aged = eventLoad
        aged.layout = .keys
        let survivors = try aged.survivorsWithoutLimit(of: 0..<fits * 3 / 2, in: server, phases: phases).survivors
        return AgedEviction(
          fits: fits, read: read, agesWereTold: abs(idle - (most - middle)) < 60,
          survivors: survivors)
      }
    }
  }
}
