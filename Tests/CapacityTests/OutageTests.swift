import Foundation
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Synchronization
import Testing
import Workload

@Suite("Outage of the writer", .specification, .tags(.capacity))
struct OutageTests {
  @Test(.tags(.must)) func `CAP-05 eight hours with a dead writer`() async throws {
    let eventLoad = try EventLoad.specified()
    try await withServerUnderTest(scaled: true) { server in
      let outage = try WriterOutage(eventLoad).run(on: server)
      evidence.sometimes("the writer died with events behind it and before it", outage.diedInTheMiddle)
      let ledger = outage.ledger
      evidence.record("events-drained", ledger.drained, samples: eventLoad.events.count)
      evidence.record("lost", ledger.lost)
      evidence.record("duplicated", ledger.duplicated)
      evidence.record("out-of-order", ledger.outOfOrder)
      evidence.record("damaged", ledger.damaged)
      evidence.record("left-in-buffer", try eventLoad.verifier.eventsHeld(by: server))
      evidence.note("The writer died when it had committed \(outage.committedAtDeath) events.")
      evidence.note("At its return the buffer held \(outage.heldAtReturn) events.")
    }
  }
}

/// Four hours of events, the writer dies, four hours more, the writer returns and drains.
private struct WriterOutage {
  struct History {
    var ledger: DrainLedger
    var committedAtDeath: Int
    var heldAtReturn: Int
    var diedInTheMiddle: Bool
  }

  let eventLoad: EventLoad

  init(_ eventLoad: EventLoad) {
    self.eventLoad = eventLoad
  }

  func run(on server: RedisServer) throws -> History {
    let half = eventLoad.events.count / 2
    let producerHasEnded = Atomic(false)
    // Somewhere in the middle of the first half: which event, the seed says.
    let death = half / 4 + Int(eventLoad.seed % UInt64(half / 2))
    var writer = BatchWriter(
      firehose: eventLoad.firehose, layout: eventLoad.layout, events: eventLoad.events.count)
    let producing = Progress("4 h of events, the writer behind", total: half)

    var end = BatchWriter.End.finished
    try concurrently(
      {
        defer { producerHasEnded.store(true, ordering: .releasing) }
        _ = try eventLoad.loader.append(0..<half, to: server, progress: producing.update)
      },
      {
        end = try writer.drain(
          until: half, from: server, isComplete: { producerHasEnded.load(ordering: .acquiring) }, dyingAt: death)
      })
    let committed = writer.cursor

    let outage = Progress("4 h of events, no writer", total: half)
    _ = try eventLoad.loader.append(half..<eventLoad.events.count, to: server, progress: outage.update)
    let held = try eventLoad.verifier.eventsHeld(by: server)

    let draining = Progress("the writer drains", total: eventLoad.events.count)
    _ = try writer.drain(until: eventLoad.events.count, from: server, isComplete: { true }, progress: draining.update)
    return History(
      ledger: writer.ledger, committedAtDeath: committed, heldAtReturn: held,
      diedInTheMiddle: end == .died && committed > 0 && held > eventLoad.events.count - half)
  }
}
