import RedisFixture
package import Workload

/// Events in which a bit was flipped on disk, which the server cannot see.
package struct FlippedBytes: Sendable {
  package var flipped: [Int]
  package var survivors: Survivors
  /// Whether the server started, and redis-check-aof found nothing.
  package var wentUnnoticed: Bool

  package init(flipped: [Int], survivors: Survivors, wentUnnoticed: Bool) {
    self.flipped = flipped
    self.survivors = survivors
    self.wentUnnoticed = wentUnnoticed
  }

  /// - Throws: `FixtureError`, `SystemError`.
  package init(in buffer: StoppedBuffer) throws {
    let server = buffer.server
    let incremental = try server.incrementalFile()
    let ends = try CommandBoundaries(ofFile: incremental.path).ends
    // Ten bytes before its end a command is inside its event; the events of the file are the last thousand, and
    // others stand before them.
    let flipped = stride(from: StoppedBuffer.eventsInBase + 10, to: StoppedBuffer.events.upperBound, by: 50)
    for event in flipped {
      let end = ends[ends.count - (StoppedBuffer.events.count - event)]
      try incremental.flipByte(at: end - 10, mask: 1)
    }
    let isValid = try server.appendOnlyFiles().check().isValid
    let refusal = try server.refusal()
    let survivors = try buffer.eventLoad.verifier.survivors(of: StoppedBuffer.events, in: server)
    self.init(flipped: Array(flipped), survivors: survivors, wentUnnoticed: refusal == nil && isValid)
  }

  /// The share of the flipped events that was found.
  package var foundShare: Double {
    Double(flipped.count { survivors[$0] == .damaged }) / Double(flipped.count)
  }

  /// Other events that were taken for damaged.
  package var falseAlarms: Int {
    Set(survivors.events.filter { survivors[$0] == .damaged }).subtracting(flipped).count
  }
}
