import Processes
package import RedisFixture

/// What clearing a buffer took.
package struct ClearHistory: Sendable, Equatable {
  /// From the first delete until its memory was free, in seconds.
  package var seconds: Double
  /// `used_memory` afterwards, in bytes.
  package var usedMemory: Int
}

extension Layout {
  /// Deletes every event of the buffer as the application's user would, who may not flush the server.
  ///
  /// - Parameter settledMemory: clearing waits until `used_memory` is at most this, in bytes, or until the limit.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  package func clear(
    _ events: Range<Int>, of server: any RedisTarget, settledMemory: Int, within limit: Duration,
    progress: (Int) -> Void = { _ in }
  ) throws -> ClearHistory {
    let began = ContinuousClock.now
    let connection = try server.connect()
    try deleteAll(events, connection, progress)
    var usedMemory = 0
    do {
      try waitForServer("the end of lazy freeing", within: limit) {
        let info = try connection.info("memory")
        usedMemory = try info.integer("used_memory")
        return try info.integer("lazyfree_pending_objects") == 0 && usedMemory <= settledMemory
      }
    } catch FixtureError.timedOut {
      // What it was at last is judged.
    }
    return ClearHistory(seconds: (ContinuousClock.now - began) / .seconds(1), usedMemory: usedMemory)
  }

  private func deleteAll(_ events: Range<Int>, _ connection: RedisConnection, _ progress: (Int) -> Void) throws {
    guard self == .keys else {
      try connection.command(words: ["UNLINK"] + collectiveKeys)
      return
    }
    let batch = 256
    var waiting = 0
    func collect() throws {
      waiting -= 1
      try connection.nextReply { reply in
        if reply.isError { throw FixtureError.refused(command: "UNLINK", reply: reply.text) }
      }
    }
    for first in stride(from: events.lowerBound, to: events.upperBound, by: batch) {
      try unlink(first..<min(first + batch, events.upperBound), connection)
      waiting += 1
      if waiting == 4 { try collect() }
      progress(first)
    }
    while waiting > 0 { try collect() }
  }
}
