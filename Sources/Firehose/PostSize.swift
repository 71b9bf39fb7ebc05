/// How large a post's event is.
package enum PostSize {
  /// Quantiles of the 17 recorded posts: the share of them, in millionths, that is no larger than so many bytes.
  ///
  /// Source: Jetstream v1, 2026-07-04. A straight line between them makes a mean of 845.6 bytes, the one recorded.
  private static let quantiles: [(millionths: Int, bytes: Int)] = [
    (0, minimum), (100_000, 589), (500_000, 822), (750_000, 987), (900_000, 1157), (1_000_000, maximum),
  ]

  /// The smallest recorded event of a post, in bytes.
  package static let minimum = 537

  /// The largest recorded event of a post, in bytes.
  package static let maximum = 1246

  /// Draws the size of an event in bytes.
  static func draw(from random: inout SplitMix64) -> Int {
    let point = random.next(below: 1_000_000)
    var low = quantiles[0]
    for high in quantiles {
      if point < high.millionths {
        let width = high.millionths - low.millionths
        return low.bytes + ((point - low.millionths) * (high.bytes - low.bytes) + width / 2) / width
      }
      low = high
    }
    return maximum
  }
}
