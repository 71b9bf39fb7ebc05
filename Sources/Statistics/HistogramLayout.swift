/// Which values share a count: HdrHistogram's layout for 3 significant decimal digits and whole values from 0.
///
/// Values below 2048 have a count each. Beyond, each power of two has 1024 counts: those from 2048 are 2 wide, those
/// from 4096 are 4 wide, so that no value is further than a thousandth of itself from one that shares its count.
///
/// Source: <https://github.com/HdrHistogram/HdrHistogram>, `AbstractHistogram`, where 2048 is `subBucketCount`.
enum HistogramLayout {
  /// How many counts a histogram of values up to this one has; it has room for all up to the next power of two.
  static func countsNeeded(for value: Int) -> Int {
    (octave(of: value) + 2) << 10
  }

  @inline(__always)
  static func index(of value: Int) -> Int {
    let octave = octave(of: value)
    return (octave << 10) + (value >> octave)
  }

  static func lowestValue(at index: Int) -> Int {
    let octave = octave(at: index)
    return (index - (octave << 10)) << octave
  }

  static func highestValue(at index: Int) -> Int {
    lowestValue(at: index) + ((1 << octave(at: index)) - 1)
  }

  /// The value that stands for all that share the count: the one in their middle, the upper one of two.
  static func middleValue(at index: Int) -> Int {
    lowestValue(at: index) + (1 << octave(at: index)) / 2
  }

  /// How often the values that share a count double the width of 1; HdrHistogram calls it the index of the bucket.
  @inline(__always)
  private static func octave(of value: Int) -> Int {
    53 - (value | 2047).leadingZeroBitCount
  }

  private static func octave(at index: Int) -> Int {
    max(0, (index >> 10) - 1)
  }
}
