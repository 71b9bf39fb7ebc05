import Foundation
package import RedisFixture
import Synchronization
import Workload

/// A server with all events in memory and in its append-only file, and what writers have added since.
package final class PersistedBuffer: Sendable {
  private static let writers = 4

  package let server: RedisServer
  package let eventLoad: EventLoad
  /// Of all ledgers.
  let clock = LedgerClock()
  /// Of the load, then of the writers, in the order in which they wrote.
  private let ledgers: Mutex<[WriteLedger]>

  /// - Throws: `FixtureError.unexpected` if not all events are taken; `LoadError`, `FixtureError`.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    self.server = server
    self.eventLoad = eventLoad
    let load = try eventLoad.load(into: server, phases: phases)
    guard load.acknowledged == eventLoad.events.count else {
      throw FixtureError.unexpected(command: "the load", reply: "\(load.errors)")
    }
    var loaded = WriteLedger(first: eventLoad.events.lowerBound, stride: 1)
    for _ in eventLoad.events {
      loaded.send(at: 0)
      loaded.answer(at: 0)
    }
    ledgers = Mutex([loaded])
  }

  /// Lets writers add events, together at the load's rate, while the body runs; it begins when a second's worth of them
  /// is acknowledged.
  ///
  /// - Throws: `FixtureError.timedOut` where the server does not take them; what the body throws.
  func write(during body: () throws -> Void) throws {
    var writer = eventLoad.writer
    writer.first = ledgers.withLock(\.end)
    writer.rate = eventLoad.throughput / Double(Self.writers)
    let enough = Int(eventLoad.throughput)
    let acknowledged = Atomic(0)
    let added = try writer.write(
      Self.writers, to: server, clock: clock,
      look: { if !$0.writes.isEmpty { acknowledged.add(1, ordering: .relaxed) } },
      during: {
        try waitForServer("\(enough) acknowledged writes", within: .seconds(60)) {
          acknowledged.load(ordering: .relaxed) >= enough
        }
        try body()
      })
    ledgers.withLock { $0 += added }
  }

  /// What a server does not hold of what had been acknowledged by a moment, in seconds on the ledgers' clock; and what it
  /// holds besides.
  ///
  /// - Parameter phase: what is going on.
  /// - Throws: `FixtureError`.
  func loss(at moment: Double, in server: any RedisTarget, phase: String, phases: Phases) throws -> Loss {
    let ledgers = ledgers.withLock(\.self)
    let end = ledgers.end
    let survivors = try eventLoad.verifier.survivors(of: 0..<end, in: server, progress: phases(phase, total: end))
    return Loss(of: ledgers, survivors: survivors, crash: moment)
  }
}
