package import Host
package import RedisFixture
import Statistics
package import Workload

/// A buffer that was filled with half as much again as it holds, written to while it was full, drained, and written
/// to once more; and how all that went.
package struct OverfilledBuffer: Sendable {
  /// Writes at the specification's rate, one when each is due.
  package struct PacedWrites: Sendable {
    package var ledger: WriteLedger
    package var jitter: HostJitter

    package init(ledger: WriteLedger, jitter: HostJitter) {
      self.ledger = ledger
      self.jitter = jitter
    }

    /// The 99th percentile of the response times, in seconds; NaN if there are none.
    package var p99: Double { ledger.responseTimes.percentile(0.99) }
    /// The longest response time, in seconds; NaN if there are none.
    package var longest: Double { ledger.responseTimes.max() ?? .nan }
  }

  /// The server at rest: its memory, and how long its writes take.
  package struct Rest: Sendable {
    /// INFO when the writes were gone again.
    package var info: Info
    package var writes: PacedWrites
    package var usedMemory: Int { get throws { try info.integer("used_memory") } }
    /// What the process has of the host's memory, in bytes.
    package var residentMemory: Int { get throws { try info.integer("used_memory_rss") } }
  }

  package let server: RedisServer
  package let eventLoad: EventLoad
  package let before: Rest
  /// How many events the buffer held when the first one was evicted or refused.
  package let fits: Int
  package let overfill: LoadHistory
  /// INFO after the overfill.
  package let info: Info
  package let survivors: Survivors
  /// How many events were evicted; every event of the layout without keys of its own goes with its key.
  package let evictedKeys: Int
  package let writesWhileFull: PacedWrites
  /// Events that were evicted during those writes.
  package let evictedMeanwhile: Int
  package let after: Rest
  package let eventsLeft: Int
  /// What the server got of the processors from the first rest to the second.
  package let shortage: ProcessorShortage

  /// - Throws: `LoadError`, `FixtureError`, `SystemError`.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    self.server = server
    self.eventLoad = eventLoad
    let trial = Overfill(eventLoad, on: server, phases)
    try trial.useEveryCommandOnce()
    let watch = try ProcessorShortage.Watch(server.processId)
    before = try trial.rest()
    (fits, overfill) = try trial.overfill()
    info = try server.connect().info()
    // The server's own rewrite, which the overfill set off. None shall begin while the writes are timed: see THR-04.
    try server.holdOffRewrites(within: .seconds(600))
    (survivors, evictedKeys) = try eventLoad.survivorsWithoutLimit(of: 0..<overfill.sent, in: server, phases: phases)
    writesWhileFull = try trial.pacedWrites(first: overfill.sent)
    evictedMeanwhile = try server.connect().info("stats").integer("evicted_keys") - evictedKeys
    let written = 0..<overfill.sent + writesWhileFull.ledger.writes.count
    try trial.drain(written, settledMemory: try before.usedMemory * 21 / 20)
    eventsLeft = try eventLoad.verifier.eventsHeld(by: server)
    after = try trial.rest()
    shortage = try watch.end()
  }

  /// The limit of the memory before the buffer was filled, in bytes: whoever raises it meanwhile does not keep it.
  ///
  /// - Throws: `FixtureError.unexpected` if there is none.
  package var maxmemory: Int { get throws { try before.info.maxmemory } }

  /// What the overfill cost.
  package var loss: OverflowLoss {
    OverflowLoss(acknowledged: overfill.acknowledged, survivors: survivors, evictedKeys: evictedKeys)
  }

  /// How a time of the writes after the pressure compares with that before it. Below a tenth of its limit it is back.
  ///
  /// - Parameters:
  ///   - time: of each of both, in seconds.
  ///   - share: which percentile that is.
  ///   - limit: of that time, in seconds.
  package func growth(of time: (PacedWrites) -> Double, percentile share: Double, limit: Double) -> ResolvedGrowth {
    ResolvedGrowth(
      from: time(before.writes), to: time(after.writes), resolution: limit / 10, jitter: restJitter(share))
  }

  /// The host's delay beside the writes at rest, the worse of both, in seconds.
  package func restJitter(_ share: Double) -> Double {
    max(before.writes.jitter.percentile(share), after.writes.jitter.percentile(share))
  }
}
