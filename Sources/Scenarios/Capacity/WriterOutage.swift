import Processes
package import RedisFixture
import Synchronization
package import Workload

/// Four hours of events, the writer dies, four hours more, the writer returns and drains.
package struct WriterOutage: Sendable {
  package let ledger: DrainLedger
  package let committedAtDeath: Int
  package let heldAtReturn: Int
  package let leftInBuffer: Int
  /// Whether the writer died with events behind it and before it.
  package let diedInTheMiddle: Bool

  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  package init(_ eventLoad: EventLoad, on server: any RedisTarget, phases: Phases) throws {
    let half = eventLoad.events.count / 2
    let producerHasEnded = Atomic(false)
    // Somewhere in the middle of the first half: which event, the seed says.
    let death = half / 4 + Int(eventLoad.seed % UInt64(half / 2))
    var writer = BatchWriter(
      firehose: eventLoad.firehose, layout: eventLoad.layout, events: eventLoad.events.count)
    let producing = phases("4 h of events, the writer behind", total: half)

    var end = BatchWriter.End.finished
    try concurrently(
      {
        defer { producerHasEnded.store(true, ordering: .releasing) }
        _ = try eventLoad.loader.append(0..<half, to: server, progress: producing)
      },
      {
        end = try writer.drain(
          until: half, from: server, isComplete: { producerHasEnded.load(ordering: .acquiring) }, dyingAt: death)
      })
    committedAtDeath = writer.cursor

    let outage = phases("4 h of events, no writer", total: half)
    _ = try eventLoad.loader.append(half..<eventLoad.events.count, to: server, progress: outage)
    heldAtReturn = try eventLoad.verifier.eventsHeld(by: server)

    let draining = phases("the writer drains", total: eventLoad.events.count)
    _ = try writer.drain(until: eventLoad.events.count, from: server, isComplete: { true }, progress: draining)
    ledger = writer.ledger
    leftInBuffer = try eventLoad.verifier.eventsHeld(by: server)
    diedInTheMiddle = Self.isInTheMiddle(
      end, committed: committedAtDeath, held: heldAtReturn, of: eventLoad.events.count)
  }

  /// Whether a writer died with events behind it, and with some of the first half before it.
  ///
  /// - Parameters:
  ///   - committed: events that it had committed.
  ///   - held: events in the buffer when the second half had come.
  ///   - count: all events.
  package static func isInTheMiddle(_ end: BatchWriter.End, committed: Int, held: Int, of count: Int) -> Bool {
    end == .died && committed > 0 && held > count - count / 2
  }
}
