extension Sequence<Double> {
  /// The nearest-rank percentile: the smallest value that so large a share of all values does not exceed
  /// (NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2). Of nothing it is not a number.
  ///
  /// - Parameter share: above 0 and at most 1, such as 0.99 for the 99th percentile.
  package func percentile(_ share: Double) -> Double {
    let sorted = sorted()
    guard !sorted.isEmpty else { return .nan }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return sorted[Swift.max(rank, 1) - 1]
  }
}
