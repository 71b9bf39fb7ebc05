package import Firehose
import Foundation
package import RedisFixture

/// Takes events out of the buffer in order, as the program does that the buffer exists for.
///
/// A batch is read, committed together with the cursor behind it, and only then deleted. A writer that dies in
/// between leaves events in the buffer that are committed already; the cursor tells them apart.
package struct BatchWriter {
  package enum End: Sendable, Equatable {
    /// Every event that was asked for has been looked for.
    case finished
    /// Died, as it was told to, after a commit and before the delete that belongs to it.
    case died
  }

  package var firehose: Firehose
  package var layout: Layout
  /// Events in one batch; of several streams, those of each.
  package var batch = 256
  /// The first event that is not committed yet. It outlives the writer, as a database would.
  package private(set) var cursor = 0
  package private(set) var ledger: DrainLedger

  package init(firehose: Firehose, layout: Layout, events: Int) {
    self.firehose = firehose
    self.layout = layout
    ledger = DrainLedger(events: events)
  }

  /// Drains the buffer from the cursor up to the given event.
  ///
  /// - Parameters:
  ///   - isComplete: whether the producer has ended, so that an event that is not there will not come.
  ///   - death: die after the commit that reaches this event; none to live.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  package mutating func drain(
    until end: Int, from server: any RedisTarget, isComplete: () -> Bool, dyingAt death: Int? = nil,
    progress: (Int) -> Void = { _ in }
  ) throws -> End {
    var source = try source(over: try server.connect())
    while cursor < end {
      let isComplete = isComplete()
      let events = try source.read(from: cursor, until: end, isComplete: isComplete)
      for event in events.found { ledger.commit(event.index) }
      let hasCaughtUp = events.found.isEmpty && events.cursor <= cursor
      cursor = max(cursor, events.cursor)
      if let death, cursor >= death { return .died }
      // Caught up with the producer: let it have the processor.
      if hasCaughtUp { usleep(1_000) }
      try source.deleteTaken()
      progress(cursor)
    }
    return .finished
  }

  private func source(over connection: RedisConnection) throws -> any BatchSource {
    switch layout {
    case .keys: try KeySource(connection, firehose, batch: batch, committed: cursor)
    case .list: try ListSource(connection, firehose, batch: batch, committed: cursor)
    case .stream, .streamPerCollection:
      try StreamSource(connection, firehose, batch: batch, keys: layout.collectiveKeys, committed: cursor)
    }
  }
}

/// Where a batch writer takes events from. When it is made it deletes what a predecessor committed and could not delete
/// any more.
protocol BatchSource {
  /// Reads the next events in their order.
  ///
  /// - Parameters:
  ///   - cursor: the first event that is not committed yet.
  ///   - end: the first event that is not wanted.
  ///   - isComplete: whether what is not there will not come.
  mutating func read(from cursor: Int, until end: Int, isComplete: Bool) throws -> BatchEvents

  /// Deletes what was taken last.
  mutating func deleteTaken() throws
}

/// Events of the buffer in their order.
struct BatchEvents {
  var found: [FoundEvent] = []
  /// The first event behind them.
  var cursor: Int

  mutating func append(_ event: FoundEvent) {
    found.append(event)
    if let claimed = event.claimed { cursor = max(cursor, claimed + 1) }
  }
}

/// An event as it lies in the buffer.
struct FoundEvent {
  /// Which event it says it is; `nil` if it says nothing.
  var claimed: Int?
  /// Which event it is, byte for byte; `nil` if it is none.
  var index: Int?

  init(claimed: Int?, index: Int?) {
    self.claimed = claimed
    self.index = index
  }

  /// Reads an event that only its own bytes tell from others.
  init(_ bytes: UnsafeRawBufferPointer, of firehose: Firehose) {
    index = firehose.index(of: bytes)
    claimed = index ?? firehose.claimedIndex(of: bytes)
  }

  /// Whether it says that it is an event before this one.
  func precedes(_ cursor: Int) -> Bool {
    claimed.map { $0 < cursor } ?? false
  }

  /// Whether it says that it is this event or one after it.
  func reaches(_ end: Int) -> Bool {
    claimed.map { $0 >= end } ?? false
  }
}

extension RedisConnection {
  /// Reads the answer to a command whose answer tells nothing but its success.
  func requireSuccess(of command: String) throws {
    try nextReply { reply in
      if reply.isError { throw FixtureError.refused(command: command, reply: reply.text) }
    }
  }
}
