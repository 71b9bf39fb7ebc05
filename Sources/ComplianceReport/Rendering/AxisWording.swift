import MET001

extension MeasureUnit {
  /// The number as a picture shows it: sizes and ratios with their unit, everything else without.
  func short(_ number: Double, decimals: Int) -> String {
    switch self {
    case .bytes: binary(number)
    case .ratio: "\(grouped(number * 100, decimals: decimals)) %"
    default: grouped(number, decimals: decimals)
    }
  }

  /// The unit as an axis names it; none where the numbers carry it or there is none.
  var axisName: String? {
    switch self {
    case .bytes, .ratio, .value, .count: nil
    case .bytesPerEvent: "B/event"
    default: rawValue
    }
  }
}

extension Figure.Axis {
  /// The label with the unit: `Elapsed (s)`.
  var caption: String {
    guard let name = unit.axisName, name != label else { return label }
    return label.isEmpty ? name : "\(label) (\(name))"
  }
}
