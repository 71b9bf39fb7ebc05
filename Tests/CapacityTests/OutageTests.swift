import MET001Testing
import Scenarios
import Testing
import Workload

@Suite("Outage of the writer", .specification, .tags(.capacity))
struct OutageTests {
  @Test(.tags(.must)) func `CAP-05 eight hours with a dead writer`() async throws {
    let eventLoad = try EventLoad.specified()
    try await withServerUnderTest(scaled: true) { server in
      let outage = try WriterOutage(eventLoad, on: server, phases: .told)
      evidence.sometimes("the writer died with events behind it and before it", outage.diedInTheMiddle)
      let ledger = outage.ledger
      evidence.record(.eventsDrained, ledger.drained, samples: eventLoad.events.count)
      evidence.record(.lost, ledger.lost)
      evidence.record(.duplicated, ledger.duplicated)
      evidence.record(.outOfOrder, ledger.outOfOrder)
      evidence.record(.damaged, ledger.damaged)
      evidence.record(.leftInBuffer, outage.leftInBuffer)
      if eventLoad.layout == .keys {
        evidence.note(
          "Each event has a key of its own, and the writer asks for them by number: that none comes twice or out of order "
            + "says nothing of the server in this layout.")
      }
      evidence.note("The writer died when it had committed \(outage.committedAtDeath) events.")
      evidence.note("At its return the buffer held \(outage.heldAtReturn) events.")
    }
  }
}
