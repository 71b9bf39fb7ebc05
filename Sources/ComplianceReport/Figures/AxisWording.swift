import MET001

/// How a picture shows the numbers of one axis: all of them in the same unit.
struct AxisScale {
  let unit: MeasureUnit
  /// Durations that all stay below a second are shown in milliseconds.
  private let isInMilliseconds: Bool

  /// - Parameter most: the largest number of the axis, whatever its sign.
  init(_ unit: MeasureUnit, upTo most: Double) {
    self.unit = unit
    isInMilliseconds = unit == .seconds && most > 0 && most < 1
  }

  /// What a number is multiplied with before it is shown.
  var factor: Double { unit == .ratio ? 100 : isInMilliseconds ? 1000 : 1 }

  /// The number as a picture shows it: sizes and ratios with their unit, everything else without.
  func short(_ number: Double, decimals: Int) -> String {
    switch unit {
    case .bytes: binary(number)
    case .ratio: "\(grouped(number * factor, decimals: decimals)) %"
    default: grouped(number * factor, decimals: decimals)
    }
  }

  /// The number with its unit, fine enough to compare it with others of its axis.
  func long(_ number: Double) -> String {
    let text = short(number, decimals: 3)
    return name.map { "\(text) \($0)" } ?? text
  }

  /// The label of the axis with the unit, where the numbers do not carry it: `Elapsed (s)`.
  func caption(_ axis: Figure.Axis) -> String {
    guard let name, name != axis.label else { return axis.label }
    return axis.label.isEmpty ? name : "\(axis.label) (\(name))"
  }

  private var name: String? {
    switch unit {
    case .bytes, .ratio, .value, .count: nil
    case .bytesPerEvent: "B/event"
    case .seconds where isInMilliseconds: "ms"
    default: unit.rawValue
    }
  }
}
