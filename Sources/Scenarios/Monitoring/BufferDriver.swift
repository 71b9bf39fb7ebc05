import Foundation
import Processes
import RESP
import RedisFixture
import Synchronization
import Workload

/// A producer that writes events at a steady rate, and a batch writer that takes them out again; both keep their cursors in
/// the server, as docs/MONITORING.md says.
///
/// It goes on whatever the server does: what is refused is offered again, and a server that is down is tried again.
final class BufferDriver: Sendable {
  struct Conduct: Sendable {
    /// Events per second, more than today's firehose has (MET-001: 343); 0 for a producer that has stopped.
    var rate = 400.0
    /// Whether the batch writer works.
    var drains = true
    /// How many events it takes at a time, at most: ten times a second.
    var most = Int.max
    /// How old the events are when they come, in seconds: more than none where an outage is made up for.
    var age = 0.0
  }

  /// Between two batches, in microseconds.
  private static let tick: UInt32 = 100_000

  private let eventLoad: EventLoad
  private let server: RedisServer
  private let conduct = Mutex(Conduct())
  private let acknowledged = Mutex(0)

  private init(_ eventLoad: EventLoad, _ server: RedisServer) {
    (self.eventLoad, self.server) = (eventLoad, server)
  }

  /// How many events the server has taken.
  var produced: Int { acknowledged.withLock { $0 } }

  /// Changes what producer and batch writer do.
  func change(_ change: (inout Conduct) -> Void) { conduct.withLock { change(&$0) } }

  /// Drives the server while the body runs.
  ///
  /// - Throws: what the body throws.
  static func drive<Outcome>(
    _ eventLoad: EventLoad, on server: RedisServer, during body: (BufferDriver) throws -> Outcome
  ) throws -> Outcome {
    let driver = BufferDriver(eventLoad, server)
    return try beside({ try body(driver) }, { driver.work(until: $0) })
  }

  private func work(until isOver: borrowing Atomic<Bool>) {
    var batchWriter = BatchWriter(firehose: eventLoad.firehose, layout: eventLoad.layout, events: Self.mostEvents)
    while !isOver.load(ordering: .acquiring) {
      do {
        let connection = try server.connect(timeout: .seconds(5))
        while !isOver.load(ordering: .acquiring) {
          try produce(connection)
          try drain(&batchWriter, connection)
          usleep(Self.tick)
        }
      } catch {
        // The server is down, or refuses what a writer asks: that is what the alerts are for.
        usleep(Self.tick)
      }
    }
  }

  private static let mostEvents = 1_000_000

  private func produce(_ connection: RedisConnection) throws {
    let conduct = conduct.withLock { $0 }
    let count = Int((conduct.rate * Double(Self.tick) / 1e6).rounded(.up))
    guard conduct.rate > 0 else { return }
    let first = produced
    let history = try eventLoad.orderedLoader.append(first..<first + count, to: server)
    acknowledged.withLock { $0 += history.acknowledged }
    guard history.acknowledged > 0 else { return }
    // The server counts: one that has lost events has lost the count, too.
    _ = try connection.send(["INCRBY", BufferCursor.producedEvents, "\(history.acknowledged)"])
    _ = try connection.send(["SET", BufferCursor.producedTime, Self.time(ago: conduct.age)])
  }

  private func drain(_ batchWriter: inout BatchWriter, _ connection: RedisConnection) throws {
    let conduct = conduct.withLock { $0 }
    guard conduct.drains else { return }
    let first = batchWriter.cursor
    let waiting = produced - first
    guard waiting > 0 else { return }
    let end = first + min(waiting, conduct.most)
    _ = try batchWriter.drain(until: end, from: server, isComplete: { true })
    _ = try connection.send(["INCRBY", BufferCursor.consumedEvents, "\(batchWriter.cursor - first)"])
    _ = try connection.send(["SET", BufferCursor.consumedTime, Self.time(ago: conduct.age)])
  }

  private static func time(ago seconds: Double) -> String { "\(Int(Date.now.timeIntervalSince1970 - seconds))" }
}

/// What producer and batch writer keep in the server of how far they are.
package enum BufferCursor {
  /// How many events the producer has stored in all.
  static let producedEvents = "cursor:produced:events"
  /// The time of the last of them, in seconds since 1970.
  static let producedTime = "cursor:produced:time"
  /// How many events the batch writer has taken in all.
  static let consumedEvents = "cursor:consumed:events"
  /// The time of the last of them, in seconds since 1970.
  static let consumedTime = "cursor:consumed:time"
  /// When somebody last asked the server to stop, in seconds since 1970.
  static let stopped = "cursor:stopped"

  package static let all = [producedEvents, producedTime, consumedEvents, consumedTime, stopped]
}
