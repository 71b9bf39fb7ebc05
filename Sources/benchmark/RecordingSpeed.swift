import Statistics
import Workload

/// What one record of a histogram takes, in nanoseconds.
func nanosecondsOfRecording() -> Double {
  // As latencies are: most of them near each other, a few far away.
  var random = SystemRandomNumberGenerator()
  let latencies = (0..<4096).map { _ in
    Int.random(in: 50..<(Int.random(in: 0..<100, using: &random) == 0 ? 50_000 : 500))
  }
  var histogram = LatencyHistogram()
  let turns = 2000
  let began = ContinuousClock.now
  for _ in 0..<turns {
    for latency in latencies { histogram.record(microseconds: latency) }
  }
  let seconds = (ContinuousClock.now - began) / .seconds(1)
  precondition(histogram.count == turns * latencies.count)
  return seconds * 1e9 / Double(histogram.count)
}
