package import Firehose
import Foundation
import Processes
import RESP
package import RedisFixture

/// Writes events over one connection until it is told to stop or loses its server, and keeps a ledger of it.
package struct RecordedWriter: Sendable {
  package var firehose: Firehose
  package var layout: Layout
  /// The writer's number, counted from 0, and how many there are: each takes every so many-th event.
  package var number = 0
  package var writers = 1
  /// The event before which no writer begins.
  package var first = 0
  /// Writes per second, above 0, each when it is due; none to send as fast as the answers come.
  package var rate: Double?
  /// How many writes are sent together where nothing is due.
  package var batch = 16
  /// Whether writes that are overdue are sent together too, up to so many: so the rate is kept where each answer takes
  /// longer than the time between two of them.
  package var catchesUp = false

  package init(firehose: Firehose, layout: Layout, rate: Double? = nil) {
    self.firehose = firehose
    self.layout = layout
    self.rate = rate
  }

  /// Writes until the end.
  ///
  /// - Parameter isOver: asked before each batch.
  /// - Returns: the ledger; writes that the server did not answer before it went are unanswered in it.
  /// - Throws: what keeps it from connecting. The loss of the server later on is no error: it is what is waited for. A
  ///   server that does not answer for a minute counts as lost.
  package func write(
    to server: any RedisTarget, clock: LedgerClock, until isOver: (WriteLedger) -> Bool
  ) throws -> WriteLedger {
    let connection = try server.connect()
    var ledger = WriteLedger(first: first + number, stride: writers)
    var commands = CommandBuffer()
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    let began = clock.microseconds
    while !isOver(ledger) {
      func due(_ write: Int) -> UInt32? { rate.map { began &+ UInt32(Double(write) / $0 * 1e6) } }
      let next = ledger.writes.count
      if let due = due(next) { sleep(until: due, clock) }
      let now = clock.microseconds
      commands.removeAll()
      for write in next..<next + batch {
        if write > next, let due = due(write), due > now || !catchesUp { break }
        let index = ledger.event(of: write)
        event.removeAll()
        firehose.append(eventAt: index, to: &event)
        layout.append(write: event, at: index, of: firehose, to: &commands)
        ledger.send(at: due(write) ?? clock.microseconds)
      }
      do {
        try commands.withUnsafeBytes { try connection.send(formatted: $0) }
        for _ in 0..<ledger.unanswered {
          let refusal = try connection.nextReply { $0.isError ? $0.errorPrefix : nil }
          ledger.answer(at: clock.microseconds, refusal: refusal)
        }
      } catch FixtureError.connectionLost {
        return ledger
      }
    }
    return ledger
  }

  /// Sleeps up to the moment; not at all where it is past.
  private func sleep(until microseconds: UInt32, _ clock: LedgerClock) {
    while true {
      let now = clock.microseconds
      guard now < microseconds else { return }
      usleep(microseconds - now)
    }
  }
}

extension RecordedWriter {
  /// Lets several writers write at the same time, each on a thread of its own.
  ///
  /// - Parameters:
  ///   - count: how many, at least 1.
  ///   - isOver: asked by each writer before each of its batches.
  /// - Returns: a ledger for each.
  /// - Throws: what keeps one of them from connecting, when all have ended.
  package func writeTogether(
    _ count: Int, to server: any RedisTarget, clock: LedgerClock, until isOver: @Sendable (WriteLedger) -> Bool
  ) throws -> [WriteLedger] {
    try inParallel(count) { number in
      var writer = self
      writer.number = number
      writer.writers = count
      return try writer.write(to: server, clock: clock, until: isOver)
    }
  }
}
