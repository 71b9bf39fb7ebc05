import MET001Testing
import Scenarios
import Testing
import Workload

@Suite("Clearing", .specification, .tags(.capacity))
struct ClearTests {
  @Test(.tags(.must)) func `CAP-06 clearing the buffer`() async throws {
    let limit = Duration.seconds(try evidence.limit(of: .clearTime))
    let growth = try evidence.limit(of: .memoryAfterClear)
    try await withServerUnderTest(scaled: true) { server in
      let cleared = try ClearedBuffer(.specified(), on: server, within: limit, growth: growth, phases: .told)
      evidence.sometimes("the buffer was full when it was cleared", cleared.wasFull)
      evidence.record(.eventsLeft, cleared.eventsLeft)
      let (before, after) = (cleared.memoryBefore, cleared.clearing.usedMemory)
      try evidence.requireProcessor(
        cleared.shortage, whereSlowLogExplains: after, over: before, as: .memoryAfterClear, of: server)
      evidence.record(.clearTime, cleared.clearing.seconds, samples: cleared.held)
      evidence.record(.memoryAfterClear, cleared.memoryRatio)
      evidence.note("used_memory was \(before) B before the load and \(after) B after the clearing.")
    }
  }
}
