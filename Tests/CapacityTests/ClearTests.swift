import Host
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Clearing", .specification, .tags(.capacity))
struct ClearTests {
  @Test(.tags(.must)) func `CAP-06 clearing the buffer`() async throws {
    let eventLoad = try EventLoad.specified()
    try await withServerUnderTest(scaled: true) { server in
      try useEveryCommandOnce(eventLoad, on: server)
      let before = try server.connect().info("memory").integer("used_memory")
      // From the load on: the server keeps in its memory which commands took it long.
      let watch = try ProcessorShortage.Watch(server.processId)
      let load = try eventLoad.load(into: server, phases: .told)
      // Beside its own rewrite, which the load set off, the server shrinks no table.
      try server.connect().holdOffRewrites(within: .seconds(600))
      let held = try eventLoad.verifier.eventsHeld(by: server)
      evidence.sometimes(
        "the buffer was full when it was cleared", held == eventLoad.events.count && load.errorCount == 0)

      let clearing = Progress("clearing", total: eventLoad.events.count)
      let history = try eventLoad.layout.clear(
        eventLoad.events, of: server, settledMemory: before + before / 20, within: .seconds(30),
        progress: clearing.update)
      evidence.record("events-left", try eventLoad.verifier.eventsHeld(by: server))
      try evidence.requireProcessor(
        watch.end(), whereSlowLogExplains: history.usedMemory, over: before, as: "memory-after-clear", of: server)
      evidence.record("clear-time", history.seconds, samples: held)
      evidence.record("memory-after-clear", Double(history.usedMemory) / Double(before))
      evidence.note("used_memory was \(before) B before the load and \(history.usedMemory) B after the clearing.")
    }
  }

  /// The server allocates its statistics of a command at the command's first use, and keeps them: no event's memory.
  private func useEveryCommandOnce(_ eventLoad: EventLoad, on server: RedisServer) throws {
    let first = eventLoad.events.lowerBound..<eventLoad.events.lowerBound + 1
    _ = try eventLoad.loader.load(first, into: server)
    _ = try eventLoad.layout.clear(first, of: server, settledMemory: .max, within: .seconds(5))
  }
}
