package import RedisFixture
import Workload

/// More events than usual that come to a buffer that is nearly full.
package struct Surge: Sendable {
  private static let connections = 10

  /// INFO before and after.
  package let before: Info
  package let after: Info
  package let traffic: TimedTraffic

  /// Fills the buffer up to a share of its memory, and appends events at a rate.
  ///
  /// - Parameters:
  ///   - share: of `maxmemory`, from 0 to 1.
  ///   - rate: events per second.
  /// - Throws: `FixtureError.unexpected` if there is no limit, or the buffer does not fill; what keeps clients from
  ///   connecting.
  package init(
    _ eventLoad: EventLoad, on server: any RedisTarget, filledTo share: Double, rate: Double, seconds: Double,
    phases: Phases
  ) throws {
    let events = EventQueue(eventLoad.layout, of: eventLoad.firehose)
    events.adopt(try Self.fill(server, eventLoad, to: share, phases))
    before = try server.connect().info()
    let schedule = Schedule(rate: rate, seconds: seconds)
    // What the server does before what it holds is read: the answers to that take memory too.
    var after = before
    traffic = try .run(
      [
        ClientGroup(
          connections: Self.connections, pace: .due(schedule),
          source: events.source([events.operations[0]], seed: eventLoad.seed, endless: true))
      ], of: events, against: server, phase: "surge of \(Int(rate)) events/s", phases: phases,
      beforeAudit: { after = try server.connect().info() })
    self.after = after
  }

  /// Acknowledged events that are not there, byte for byte.
  package var lostEvents: Int { ["lost", "damaged"].reduce(0) { $0 + traffic.history.leftovers[$1, default: 0] } }

  /// Keys that were evicted meanwhile.
  package var evictedKeys: Int {
    get throws { try after.integer("evicted_keys") - before.integer("evicted_keys") }
  }

  /// Writes events until the buffer is as full as that.
  ///
  /// - Returns: how many.
  private static func fill(
    _ server: any RedisTarget, _ eventLoad: EventLoad, to share: Double, _ phases: Phases
  ) throws -> Int {
    let connection = try server.connect()
    _ = try connection.info("memory").maxmemory
    let progress = phases("filling", total: eventLoad.events.count)
    let part = max(100, eventLoad.events.count / 200)
    var count = 0
    // Twice: the first answer may still count the memory of the connections of the last load.
    func isFull() throws -> Bool { try connection.info("memory").countedShare >= share }
    while try !(isFull() && isFull()) {
      guard count < 10 * eventLoad.events.count else {
        throw FixtureError.unexpected(command: "filling the buffer", reply: "not full after \(count) events")
      }
      let history = try eventLoad.loader.append(count..<count + part, to: server)
      guard history.errorCount == 0 else {
        throw FixtureError.unexpected(command: "filling the buffer", reply: "\(history.errors)")
      }
      count += part
      progress(min(count, eventLoad.events.count))
    }
    return count
  }
}
