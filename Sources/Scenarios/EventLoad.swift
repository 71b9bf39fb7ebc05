package import Firehose
package import RedisFixture
package import Workload

/// Which events a scenario works with, and how they are laid out.
package struct EventLoad: Sendable {
  package var seed: UInt64
  /// The events of a full buffer.
  package var events: Range<Int>
  package var firehose: Firehose
  package var layout: Layout
  /// Writes per second that a paced load offers.
  package var throughput: Double
  /// How long a paced load lasts, in seconds.
  package var pacedSeconds: Double

  package init(
    seed: UInt64, events: Range<Int>, mix: Mix, layout: Layout, throughput: Double, pacedSeconds: Double
  ) {
    self.seed = seed
    self.events = events
    self.layout = layout
    self.throughput = throughput
    self.pacedSeconds = pacedSeconds
    firehose = Firehose(seed: seed, mix: mix)
  }

  package var loader: BulkLoader { BulkLoader(firehose: firehose, layout: layout) }
  /// A loader that writes the events in their order, also where the layout would keep it by its keys.
  package var orderedLoader: BulkLoader {
    var loader = loader
    loader.connections = 1
    return loader
  }

  /// Loads all events into an empty server.
  ///
  /// - Throws: `LoadError.notEmpty`, `FixtureError.connectionLost`.
  package func load(into server: any RedisTarget, phases: Phases) throws -> LoadHistory {
    try loader.load(events, into: server, progress: phases("loading", total: events.count))
  }

  package var verifier: BufferVerifier { BufferVerifier(firehose: firehose, layout: layout) }
  package var writer: RecordedWriter { RecordedWriter(firehose: firehose, layout: layout) }

  /// What is left of the events on a server whose memory is short. The limit is lifted meanwhile: the answers to the
  /// reader take memory too, and for them the server would evict what is being counted.
  ///
  /// - Returns: the survivors, and how many keys the server had evicted when the limit was lifted: the connection that
  ///   lifts it takes memory as well.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`; the limit may then stay lifted.
  package func survivorsWithoutLimit(
    of events: Range<Int>, in server: any RedisTarget, phases: Phases
  ) throws -> (survivors: Survivors, evicted: Int) {
    let connection = try server.connect()
    let maxmemory = try connection.info("memory").integer("maxmemory")
    try connection.command("CONFIG", "SET", "maxmemory", "0")
    let evicted = try connection.info("stats").integer("evicted_keys")
    let reading = phases("counting the survivors", total: events.count)
    let survivors = try verifier.survivors(of: events, in: server, progress: reading)
    try connection.command("CONFIG", "SET", "maxmemory", "\(maxmemory)")
    return (survivors, evicted)
  }

  /// What a crash cost, by the ledgers of its writers and what the restarted server holds.
  ///
  /// - Parameter crash: when the server ended, in seconds on the ledgers' clock.
  /// - Throws: `FixtureError.connect`, `FixtureError.connectionLost`, `FixtureError.refused`.
  package func loss(of ledgers: [WriteLedger], crash: Double, in server: any RedisTarget) throws -> Loss {
    let end = ledgers.end
    let survivors = try verifier.survivors(of: 0..<end, writers: ledgers.first?.stride ?? 1, in: server)
    return Loss(of: ledgers, survivors: survivors, crash: crash)
  }
}
