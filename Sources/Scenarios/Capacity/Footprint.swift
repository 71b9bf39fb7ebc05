package import Firehose
import RedisFixture
package import Workload

/// What an event takes of a server's memory in one layout, with nothing evicted and nothing written to disk.
package struct Footprint: Sendable, Equatable {
  /// Growth of `used_memory` for each event.
  package var bytesPerEvent: Double

  package init(bytesPerEvent: Double) {
    self.bytesPerEvent = bytesPerEvent
  }

  /// Loads the events into a server without a limit of its memory.
  ///
  /// - Throws: `FixtureError.unexpected` if not all are taken.
  package init(
    of events: Range<Int>, seed: UInt64, mix: Mix, in layout: Layout, on servers: some ServerFactory, phases: Phases
  ) async throws {
    let firehose = Firehose(seed: seed, mix: mix)
    let subject = "\(layout.rawValue), \(mix.rawValue)"
    func adjust(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxmemory", "0").setting("appendonly", "no")
    }
    bytesPerEvent = try await servers.withServer(adjust: adjust) { server in
      let before = try server.connect().info("memory").integer("used_memory")
      let load = try BulkLoader(firehose: firehose, layout: layout).load(
        events, into: server, progress: phases("loading \(subject)", total: events.count))
      let held = try BufferVerifier(firehose: firehose, layout: layout).eventsHeld(by: server)
      guard held == events.count, load.errorCount == 0 else {
        throw FixtureError.unexpected(command: "the load of \(subject)", reply: "\(held) events held")
      }
      let after = try server.connect().info("memory").integer("used_memory")
      return Double(after - before) / Double(events.count)
    }
  }

  /// How many events a memory holds, in whole ones.
  ///
  /// - Parameter memory: in bytes.
  package func eventsHeld(in memory: Double) -> Double { (memory / bytesPerEvent).rounded(.down) }

  /// For how long a memory holds the events that come at a rate, in hours.
  ///
  /// - Parameters:
  ///   - memory: in bytes.
  ///   - rate: events per second.
  package func hoursHeld(in memory: Double, at rate: Double) -> Double { memory / bytesPerEvent / rate / 3600 }
}
