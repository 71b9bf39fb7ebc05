import Host
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Statistics
import Workload

/// A buffer that was filled with half as much again as it holds, written to while it was full, drained, and written
/// to once more; and how all that went.
struct OverfilledBuffer: SharedScenario {
  /// Writes at the specification's rate, one when each is due.
  struct PacedWrites {
    var ledger: WriteLedger
    var jitter: HostJitter

    /// The lowest of the 99th percentiles of 500 successive writes each, in seconds: the host's noise only adds, and a
    /// slow server is slow in all of them.
    var bestP99: Double {
      let times = ledger.responseTimes
      return stride(from: 0, to: times.count, by: 500).map { times[$0..<min($0 + 500, times.count)].percentile(0.99) }
        .min() ?? .nan
    }
  }

  /// The server at rest: its memory, and how long its writes take.
  struct Rest {
    /// INFO when the writes were gone again.
    var info: Info
    var writes: PacedWrites
    var usedMemory: Int { get throws { try info.integer("used_memory") } }
  }

  let server: RedisServer
  let eventLoad: EventLoad
  let before: Rest
  /// How many events the buffer held when the first one was evicted or refused.
  let fits: Int
  let overfill: LoadHistory
  /// INFO after the overfill.
  let info: Info
  let survivors: Survivors
  /// How many events were evicted; every event of the layout without keys of its own goes with its key.
  let evictedKeys: Int
  let writesWhileFull: PacedWrites
  /// Events that were evicted during those writes.
  let evictedMeanwhile: Int
  let after: Rest
  let eventsLeft: Int
  /// What the server got of the processors from the first rest to the second.
  let shortage: ProcessorShortage

  init(_ server: RedisServer) throws {
    self.server = server
    eventLoad = try EventLoad.specified()
    let trial = Trial(server, eventLoad)
    try trial.useEveryCommandOnce()
    let watch = try ProcessorShortage.Watch(server.processId)
    before = try trial.rest()
    (fits, overfill) = try trial.overfill()
    info = try server.connect().info()
    // The server's own rewrite, which the overfill set off. None shall begin while the writes are timed: see THR-04.
    try server.connect().holdOffRewrites(within: .seconds(600))
    (survivors, evictedKeys) = try eventLoad.survivorsWithoutLimit(of: 0..<overfill.sent, in: server, phases: .told)
    writesWhileFull = try trial.pacedWrites(first: overfill.sent)
    evictedMeanwhile = try server.connect().info("stats").integer("evicted_keys") - evictedKeys
    let written = 0..<overfill.sent + writesWhileFull.ledger.writes.count
    try trial.drain(written, settledMemory: try before.usedMemory * 21 / 20)
    eventsLeft = try eventLoad.verifier.eventsHeld(by: server)
    after = try trial.rest()
    shortage = try watch.end()
  }

  var maxmemory: Int {
    get throws {
      let maxmemory = try info.integer("maxmemory")
      guard maxmemory > 0 else {
        throw FixtureError.unexpected(command: "INFO memory", reply: "maxmemory 0: there is no limit to overfill")
      }
      return maxmemory
    }
  }
}

private struct Trial {
  private let server: RedisServer
  private let eventLoad: EventLoad
  private let rate: Double

  init(_ server: RedisServer, _ eventLoad: EventLoad) {
    self.server = server
    self.eventLoad = eventLoad
    rate = eventLoad.throughput
  }

  /// The server allocates its statistics of a command at the command's first use, and keeps them: no event's memory.
  func useEveryCommandOnce() throws {
    _ = try eventLoad.loader.load(0..<1, into: server)
    _ = try eventLoad.survivorsWithoutLimit(of: 0..<1, in: server, phases: .told)
    _ = try eventLoad.verifier.eventsHeld(by: server)
    try drain(0..<1, settledMemory: 0)
  }

  /// The state of the server without events.
  func rest() throws -> OverfilledBuffer.Rest {
    let writes = try pacedWrites(first: 0)
    try drain(0..<writes.ledger.writes.count, settledMemory: 0)
    // While an fsync is in flight, the memory holds what is not written yet.
    let connection = try server.connect()
    try wait(for: "the append-only file to be written", within: .seconds(60)) {
      try ["0", nil].contains(connection.info("persistence")["aof_buffer_length"])
    }
    return .init(info: try connection.info(), writes: writes)
  }

  func pacedWrites(first: Int) throws -> OverfilledBuffer.PacedWrites {
    var writer = eventLoad.writer
    writer.rate = rate
    writer.first = first
    let count = Int(rate * eventLoad.pacedSeconds)
    let progress = Progress("\(Int(rate)) writes/s", total: count, unit: "writes")
    let (ledger, jitter) = try HostJitter.watch(server.processId) {
      try writer.write(to: server, clock: LedgerClock()) { ledger in
        progress.update(ledger.writes.count)
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
    func append(_ count: Int, _ progress: Progress) throws {
      let (sent, end) = (history.sent, history.sent + count)
      history.append(try loader.append(sent..<end, to: server) { progress.update(sent + $0) })
    }
    let evictedBefore = try connection.info("stats").integer("evicted_keys")
    let filling = Progress("filling", total: eventLoad.events.count)
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
    let overfilling = Progress("overfilling", total: total)
    while history.sent < total { try append(min(part, total - history.sent), overfilling) }
    return (fits, history)
  }

  func drain(_ events: Range<Int>, settledMemory: Int) throws {
    let draining = Progress("draining", total: events.count)
    _ = try eventLoad.layout.clear(
      events, of: server, settledMemory: settledMemory, within: .seconds(settledMemory == 0 ? 0 : 30),
      progress: draining.update)
  }
}
