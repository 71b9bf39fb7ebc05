import MET001
import MET001Testing
import Workload

/// Which events a control works with, and how they are laid out: what the specification says, at the run's scale.
struct Scenario: Sendable {
  let seed: UInt64
  let events: Range<Int>
  let firehose: Firehose
  let layout: Layout

  init() throws {
    let settings = try RunSettings.current
    seed = settings.seed
    events = 0..<Int(try settings.number("buffer-events"))
    layout = try settings.choice("layout")
    firehose = Firehose(seed: seed, mix: try settings.choice("mix"))
  }

  var loader: BulkLoader { BulkLoader(firehose: firehose, layout: layout) }
  var verifier: BufferVerifier { BufferVerifier(firehose: firehose, layout: layout) }
}
