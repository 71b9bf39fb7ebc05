package import Firehose
import MET001
package import RedisFixture
package import Workload

/// Which events a control works with, and how they are laid out: what the specification says, at the run's scale.
package struct Scenario: Sendable {
  package let seed: UInt64
  package let events: Range<Int>
  package let firehose: Firehose
  package var layout: Layout
  /// Writes per second that a paced load offers.
  package let throughput: Double
  /// How long a paced load lasts, in seconds.
  package let pacedSeconds: Double

  /// Reads the settings of this run.
  ///
  /// - Throws: `RunSettingsError`, `SpecificationError`.
  package init() throws {
    let settings = try RunSettings.current
    seed = settings.seed
    events = 0..<Int(try settings.number("buffer-events"))
    layout = try settings.choice("layout")
    throughput = try settings.number("throughput")
    pacedSeconds = settings.profile == .quick ? 2 : 10
    firehose = Firehose(seed: seed, mix: try settings.choice("mix"))
  }

  package var loader: BulkLoader { BulkLoader(firehose: firehose, layout: layout) }
  /// A loader that writes the events in their order, also where the layout would keep it by its keys.
  package var orderedLoader: BulkLoader {
    var loader = loader
    loader.connections = 1
    return loader
  }

  /// Loads all events of the scenario into an empty server.
  ///
  /// - Throws: `LoadError.notEmpty`, `FixtureError.connectionLost`.
  package func load(into server: RedisServer) throws -> LoadHistory {
    try loader.load(events, into: server, progress: Progress("loading", total: events.count).update)
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
    of events: Range<Int>, in server: RedisServer
  ) throws -> (survivors: Survivors, evicted: Int) {
    let connection = try server.connect()
    let maxmemory = try connection.info("memory").integer("maxmemory")
    try connection.command("CONFIG", "SET", "maxmemory", "0")
    let evicted = try connection.info("stats").integer("evicted_keys")
    let reading = Progress("counting the survivors", total: events.count)
    let survivors = try verifier.survivors(of: events, in: server, progress: reading.update)
    try connection.command("CONFIG", "SET", "maxmemory", "\(maxmemory)")
    return (survivors, evicted)
  }

  /// What a crash cost, by the ledgers of its writers and what the restarted server holds.
  ///
  /// - Parameter crash: when the server ended, in seconds on the ledgers' clock.
  /// - Throws: `FixtureError.connect`, `FixtureError.connectionLost`, `FixtureError.refused`.
  package func loss(of ledgers: [WriteLedger], crash: Double, in server: RedisServer) throws -> Loss {
    let end = ledgers.map { $0.event(of: $0.writes.count) }.max() ?? 0
    let survivors = try verifier.survivors(of: 0..<end, writers: ledgers.first?.stride ?? 1, in: server)
    return Loss(of: ledgers, survivors: survivors, crash: crash)
  }
}
