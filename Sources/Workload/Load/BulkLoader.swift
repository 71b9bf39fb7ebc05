package import Firehose
package import Foundation
import RESP
package import RedisFixture

/// Loads events as fast as the server takes them.
///
/// Batches go round over several connections: while one is made, the others are at the server, and each turn of the
/// server's loop finds more commands to run before it writes its append-only file. So one thread keeps it busy.
package struct BulkLoader {
  package var firehose: Firehose
  package var layout: Layout
  /// Connections of the layout that keeps order by key; every other layout is loaded over one.
  package var connections = 24
  /// Events in one batch.
  package var batch = 64
  /// How many samples of the server's memory are taken over one load that is fast, at least 1; a slow one has one every
  /// 50 ms.
  package var samples = 500

  package init(firehose: Firehose, layout: Layout) {
    self.firehose = firehose
    self.layout = layout
  }

  /// Loads the events into an empty server.
  ///
  /// - Throws: `LoadError.notEmpty` before anything is written, `FixtureError.connectionLost`; `FixtureError.unexpected`
  ///   where the server does not tell its memory.
  package func load(
    _ events: Range<Int>, into server: any RedisTarget, progress: (Int) -> Void = { _ in }
  ) throws -> LoadHistory {
    let keys = try server.connect().keyCount()
    guard keys == 0 else { throw LoadError.notEmpty(keys: keys) }
    return try append(events, to: server, progress: progress)
  }

  /// Writes the events to a server that may hold others already.
  ///
  /// - Throws: `FixtureError.connectionLost`; `FixtureError.unexpected` where the server does not tell its memory.
  package func append(
    _ events: Range<Int>, to server: any RedisTarget, progress: (Int) -> Void = { _ in }
  ) throws -> LoadHistory {
    let lanes = try (0..<(layout.keepsOrderByKey ? connections : 1)).map { _ in Lane(try server.connect()) }
    let interval = max(1, (events.count + samples - 1) / samples)
    var history = LoadHistory()
    var nextSample = 0
    var commands = CommandBuffer()
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    let began = ContinuousClock.now
    var lastSample = began

    var lane = 0
    for first in stride(from: events.lowerBound, to: events.upperBound, by: batch) {
      try lanes[lane].collect(into: &history, began: began)
      let last = min(first + batch, events.upperBound)
      makeCommands(first..<last, &commands, &event)
      let now = ContinuousClock.now
      let takesSample = history.sent >= nextSample || now - lastSample >= .milliseconds(50)
      if takesSample {
        commands.append(command: ["INFO", "memory"])
        nextSample = history.sent + interval
        lastSample = now
      }
      try commands.withUnsafeBytes { try lanes[lane].send($0, writes: last - first, takesSample: takesSample) }
      history.sent += last - first
      lane = (lane + 1) % lanes.count
      progress(history.acknowledged)
    }
    for offset in lanes.indices {
      try lanes[(lane + offset) % lanes.count].collect(into: &history, began: began)
    }
    history.seconds = (ContinuousClock.now - began) / .seconds(1)
    progress(history.acknowledged)
    return history
  }
}

extension BulkLoader {
  /// Replaces the commands by those that write these events.
  ///
  /// - Parameter event: room for one event.
  private func makeCommands(_ events: Range<Int>, _ commands: inout CommandBuffer, _ event: inout EventBuffer) {
    commands.removeAll()
    for index in events {
      event.removeAll()
      firehose.append(eventAt: index, to: &event)
      layout.append(write: event, at: index, of: firehose, to: &commands)
    }
  }
}

/// One connection with at most one batch at the server.
private final class Lane {
  private let connection: RedisConnection
  private var writes = 0
  private var takesSample = false

  init(_ connection: RedisConnection) {
    self.connection = connection
  }

  func send(_ commands: UnsafeRawBufferPointer, writes: Int, takesSample: Bool) throws {
    try connection.send(formatted: commands)
    self.writes = writes
    self.takesSample = takesSample
  }

  /// Reads the answers to the batch at the server, if there is one.
  func collect(into history: inout LoadHistory, began: ContinuousClock.Instant) throws {
    for _ in 0..<writes {
      let error = try connection.nextReply { $0.isError ? $0.errorPrefix : nil }
      if let error {
        history.errors[error, default: 0] += 1
      } else {
        history.acknowledged += 1
      }
    }
    writes = 0
    guard takesSample else { return }
    takesSample = false
    let info = try connection.nextReply { Info($0.text) }
    history.samples.append(
      .init(
        seconds: (ContinuousClock.now - began) / .seconds(1), events: history.acknowledged,
        usedMemory: try info.integer("used_memory"), notCounted: try info.integer("mem_not_counted_for_evict")))
  }
}

extension BulkLoader {
  /// Writes the commands of a load to a file, for other programs to send.
  package func write(_ events: Range<Int>, to file: FileHandle) throws {
    var commands = CommandBuffer()
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    for first in stride(from: events.lowerBound, to: events.upperBound, by: 10_000) {
      makeCommands(first..<min(first + 10_000, events.upperBound), &commands, &event)
      try commands.withUnsafeBytes { try file.write(contentsOf: Data($0)) }
    }
  }
}
