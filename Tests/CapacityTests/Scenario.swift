import MET001
import MET001Testing
import RedisFixture
import Workload

/// Which events a control works with, and how they are laid out: what the specification says, at the run's scale.
struct Scenario: Sendable {
  let seed: UInt64
  let events: Range<Int>
  let firehose: Firehose
  let layout: Layout
  /// Writes per second that a paced load offers.
  let throughput: Double
  /// How long a paced load lasts, in seconds.
  let pacedSeconds: Double

  init() throws {
    let settings = try RunSettings.current
    seed = settings.seed
    events = 0..<Int(try settings.number("buffer-events"))
    layout = try settings.choice("layout")
    throughput = try settings.number("throughput")
    pacedSeconds = settings.profile == .quick ? 2 : 10
    firehose = Firehose(seed: seed, mix: try settings.choice("mix"))
  }

  var loader: BulkLoader { BulkLoader(firehose: firehose, layout: layout) }
  var verifier: BufferVerifier { BufferVerifier(firehose: firehose, layout: layout) }

  /// What is left of the events on a server whose memory is short. The limit is lifted meanwhile: the answers to the
  /// reader take memory too, and for them the server would evict what is being counted.
  func survivors(of events: Range<Int>, in server: RedisServer) throws -> Survivors {
    let connection = try server.connect()
    let maxmemory = try connection.info("memory").integer("maxmemory")
    try connection.command("CONFIG", "SET", "maxmemory", "0")
    let reading = Progress("counting the survivors", total: events.count)
    let survivors = try verifier.survivors(of: events, in: server, progress: reading.update)
    try connection.command("CONFIG", "SET", "maxmemory", "\(maxmemory)")
    return survivors
  }
}
