extension Sequence<Double> {
  /// The nearest-rank percentile: the smallest value that so large a share of all values does not exceed
  /// (Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, definition 1). NaN if empty.
  ///
  /// - Parameter share: above 0 and at most 1, such as 0.99 for the 99th percentile.
  package func percentile(_ share: Double) -> Double {
    let sorted = sorted()
    guard !sorted.isEmpty else { return .nan }
    return sorted[nearestRank(of: share, among: sorted.count) - 1]
  }
}

/// Which value in ascending order is the nearest-rank percentile, counted from 1.
///
/// - Parameter share: above 0 and at most 1.
func nearestRank(of share: Double, among count: Int) -> Int {
  // 0.07 of 100 values is 7.000000000000001 to the computer, and must not be the eighth.
  let exact = share * Double(count)
  return max(1, Int((exact - 2 * exact.ulp).rounded(.up)))
}
