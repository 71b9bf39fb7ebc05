import Foundation
import MET001

/// The round values of a logarithmic axis: 1, 2 and 5 times the powers of ten, or those powers alone where that would
/// be too many.
struct LogarithmicTicks {
  private static let most = 10
  let values: [Double]
  /// The round values that hold all others between them.
  let bounds: ClosedRange<Double>

  /// - Parameter values: what is to be shown; what is not positive does not count, nor what is twelve decades below the
  ///   greatest.
  init(_ values: [Double]) {
    let greatest = values.filter { $0 > 0 }.max() ?? 1
    let least = values.filter { $0 >= greatest * 1e-12 }.min() ?? greatest
    var first = 3 * Int(floor(log10(least)))
    while Self.value(first + 1) <= least * (1 + 1e-9) { first += 1 }
    var last = first
    while Self.value(last) < greatest * (1 - 1e-9) { last += 1 }
    if first == last { (first, last) = (first - 1, last + 1) }
    bounds = Self.value(first)...Self.value(last)
    let all = Array(first...last)
    let decades = all.filter { $0.isMultiple(of: 3) }
    // Of very many decades every second, or every third.
    let stride = decades.count / Self.most + 1
    let shown = all.count <= Self.most ? all : decades.filter { ($0 / 3).isMultiple(of: stride) }
    self.values = shown.map(Self.value)
  }

  /// The steps count …, 0.5, 1, 2, 5, 10, …; step 0 is 1.
  private static func value(_ step: Int) -> Double {
    let decade = Int((Double(step) / 3).rounded(.down))
    return [1, 2, 5][step - 3 * decade] * pow(10, Double(decade))
  }
}

extension MeasureUnit {
  /// A tick of a logarithmic axis. A duration is in its own unit, for there are all sizes of them: `10 µs`, `1 s`.
  func tick(_ number: Double) -> String {
    guard self == .seconds else {
      let decimals = max(0, -Int(floor(log10(abs(number)))))
      return AxisScale(self, upTo: number).short(number, decimals: decimals)
    }
    if number < 0.000_999 { return "\(grouped(number * 1e6, decimals: 3)) µs" }
    if number < 0.999 { return "\(grouped(number * 1e3, decimals: 3)) ms" }
    return "\(grouped(number)) s"
  }
}
