extension Sequence<Double> {
  /// The sample standard deviation as a share of the mean: how much the values scatter. Not a number for fewer than two
  /// values, and where all of them are 0.
  package var coefficientOfVariation: Double {
    let values = Array(self)
    guard values.count > 1 else { return .nan }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot() / mean
  }
}
