import Foundation
import MET001Testing
import Processes
import RedisFixture
import Synchronization
import Testing
import Workload

@Suite("Outage of the writer", .specification, .tags(.capacity))
struct OutageTests {
  @Test(.tags(.must)) func `CAP-05 eight hours with a dead writer`() async throws {
    let scenario = try Scenario()
    try await withServerUnderTest(scaled: true) { server in
      let outage = try WriterOutage(scenario).run(on: server)
      evidence.sometimes("the writer died with events behind it and before it", outage.diedInTheMiddle)
      let ledger = outage.ledger
      evidence.record("events-drained", ledger.drained, samples: scenario.events.count)
      evidence.record("lost", ledger.lost)
      evidence.record("duplicated", ledger.duplicated)
      evidence.record("out-of-order", ledger.outOfOrder)
      evidence.record("damaged", ledger.damaged)
      evidence.record("left-in-buffer", try scenario.verifier.eventsHeld(by: server))
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

  let scenario: Scenario

  init(_ scenario: Scenario) {
    self.scenario = scenario
  }

  func run(on server: RedisServer) throws -> History {
    let half = scenario.events.count / 2
    let producerHasEnded = Atomic(false)
    // Somewhere in the middle of the first half: which event, the seed says.
    let death = half / 4 + Int(scenario.seed % UInt64(half / 2))
    var writer = BatchWriter(
      firehose: scenario.firehose, layout: scenario.layout, events: scenario.events.count)
    let producing = Progress("4 h of events, the writer behind", total: half)

    var end = BatchWriter.End.finished
    try concurrently(
      {
        defer { producerHasEnded.store(true, ordering: .releasing) }
        _ = try scenario.loader.append(0..<half, to: server, progress: producing.update)
      },
      {
        end = try writer.drain(
          until: half, from: server, isComplete: { producerHasEnded.load(ordering: .acquiring) }, dyingAt: death)
      })
    let committed = writer.cursor

    let outage = Progress("4 h of events, no writer", total: half)
    _ = try scenario.loader.append(half..<scenario.events.count, to: server, progress: outage.update)
    let held = try scenario.verifier.eventsHeld(by: server)

    let draining = Progress("the writer drains", total: scenario.events.count)
    _ = try writer.drain(until: scenario.events.count, from: server, isComplete: { true }, progress: draining.update)
    return History(
      ledger: writer.ledger, committedAtDeath: committed, heldAtReturn: held,
      diedInTheMiddle: end == .died && committed > 0 && held > scenario.events.count - half)
  }
}
