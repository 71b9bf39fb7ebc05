import Host
import Processes
import RedisFixture
import Workload

/// The parts of which an `OverfilledBuffer` is made.
struct Overfill {
  private let server: RedisServer
  private let phases: Phases
  private let eventLoad: EventLoad
  private let rate: Double

  init(_ eventLoad: EventLoad, on server: RedisServer, _ phases: Phases) {
    self.server = server
    self.phases = phases
    self.eventLoad = eventLoad
    rate = eventLoad.throughput
  }

  /// The server allocates its statistics of a command at the command's first use, and keeps them: no event's memory.
  func useEveryCommandOnce() throws {
    _ = try eventLoad.loader.load(0..<1, into: server)
    _ = try eventLoad.survivorsWithoutLimit(of: 0..<1, in: server, phases: phases)
    _ = try eventLoad.verifier.eventsHeld(by: server)
    try drain(0..<1, settledMemory: 0)
  }

  /// The state of the server without events.
  func rest() throws -> OverfilledBuffer.Rest {
    let writes = try pacedWrites(first: 0)
    try drain(0..<writes.ledger.writes.count, settledMemory: 0)
    // While an fsync is in flight, the memory holds what is not written yet.
    let connection = try server.connect()
    try waitForServer("the append-only file to be written", within: .seconds(60)) {
      try ["0", nil].contains(connection.info("persistence")["aof_buffer_length"])
    }
    return .init(info: try connection.info(), writes: writes)
  }

  func pacedWrites(first: Int) throws -> OverfilledBuffer.PacedWrites {
    var writer = eventLoad.writer
    writer.rate = rate
    writer.first = first
    let count = Int(rate * eventLoad.pacedSeconds)
    let progress = phases("\(Int(rate)) writes/s", total: count, unit: "writes")
    let (ledger, jitter) = try HostJitter.watch(server.processId, companions: server.companions) {
      try writer.write(to: server, clock: LedgerClock()) { ledger in
        progress(ledger.writes.count)
        return ledger.writes.count == count
      }
    }
    return .init(ledger: ledger, jitter: jitter)
  }

  /// Writes until the first event is evicted or refused, or until the memory is half above its limit, and then half of
  /// that again.
  func overfill() throws -> (fits: Int, LoadHistory) {
    let connection = try server.connect()
    var loader = eventLoad.loader
    // The peak is between two samples, at most one part in 4,000 of a buffer apart.
    loader.samples = 200
    let part = eventLoad.events.count / 20
    var history = LoadHistory()
    func append(_ count: Int, _ progress: Phases.Update) throws {
      let (sent, end) = (history.sent, history.sent + count)
      history.append(try loader.append(sent..<end, to: server) { progress(sent + $0) })
    }
    let evictedBefore = try connection.info("stats").integer("evicted_keys")
    let filling = phases("filling", total: eventLoad.events.count)
    var evicted = 0
    // A buffer that has outgrown its limit so far will not find it any more.
    let maxmemory = try connection.info("memory").integer("maxmemory")
    func isOutgrown() -> Bool { maxmemory > 0 && history.peakCountedMemory > maxmemory * 3 / 2 }
    while evicted == 0, history.errorCount == 0, !isOutgrown() {
      guard history.sent < 10 * eventLoad.events.count else {
        throw FixtureError.unexpected(
          command: "filling the buffer", reply: "nothing evicted or refused after \(history.sent) events")
      }
      try append(part, filling)
      evicted = try connection.info("stats").integer("evicted_keys") - evictedBefore
    }
    let fits = history.sent - evicted - history.errorCount
    let total = (fits * 3 + 1) / 2
    let overfilling = phases("overfilling", total: total)
    while history.sent < total { try append(min(part, total - history.sent), overfilling) }
    return (fits, history)
  }

  func drain(_ events: Range<Int>, settledMemory: Int) throws {
    let draining = phases("draining", total: events.count)
    _ = try eventLoad.layout.clear(
      events, of: server, settledMemory: settledMemory, within: .seconds(settledMemory == 0 ? 0 : 30),
      progress: draining)
  }
}
