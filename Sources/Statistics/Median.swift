extension Sequence<Double> {
  /// The value in the middle, or the mean of the two there; NaN if empty.
  package var median: Double { sorted().medianOfSorted }
}

extension [Double] {
  /// The median of values that are in ascending order already.
  var medianOfSorted: Double {
    guard !isEmpty else { return .nan }
    let middle = count / 2
    return count.isMultiple(of: 2) ? (self[middle - 1] + self[middle]) / 2 : self[middle]
  }
}
