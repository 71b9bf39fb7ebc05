package import Statistics

extension LatencyHistogram {
  package init(of latencies: some Sequence<Int>) {
    self.init()
    for microseconds in latencies { record(microseconds: microseconds) }
  }

  /// Latencies of all magnitudes up to 67 s, by the linear congruential generator of the C standard's example.
  package static var fourThousand: LatencyHistogram {
    var state = 1
    return LatencyHistogram(
      of: (0..<4000).map { index in
        state = (state * 1_103_515_245 + 12_345) % (1 << 31)
        return state >> (5 + index % 22)
      })
  }
}
