import Foundation
import MET001

/// The round values at which an axis is labelled.
struct Ticks {
  var values: [Double]
  var step: Double
  let scale: AxisScale

  /// About `count` steps between the bounds: 1, 2 or 5 times a power of ten; of bytes, powers of two.
  init(from least: Double, to most: Double, unit: MeasureUnit, count: Int = 6) {
    let rough = (most - least) / Double(count)
    scale = AxisScale(unit, upTo: max(abs(least), abs(most)))
    guard rough.isFinite, rough > 0 else {
      step = 1
      values = [least]
      return
    }
    let step = unit == .bytes && rough > 1 ? Self.binaryStep(rough) : Self.decimalStep(rough)
    let first = (least / step).rounded(.up)
    self.step = step
    values = (0...2 * count).map { (first + Double($0)) * step }.filter { $0 <= most + step * 1e-6 }
  }

  private static func decimalStep(_ rough: Double) -> Double {
    let magnitude = pow(10, floor(log10(rough)))
    return magnitude * ([1, 2, 5].first { magnitude * $0 >= rough * 0.999 } ?? 10)
  }

  private static func binaryStep(_ rough: Double) -> Double {
    pow(2, ceil(log2(rough * 0.999)))
  }

  /// The least and the greatest multiple of the step that hold the bounds between them.
  func rounded(_ bounds: ClosedRange<Double>) -> ClosedRange<Double> {
    let least = (bounds.lowerBound / step + 1e-6).rounded(.down) * step
    let most = (bounds.upperBound / step - 1e-6).rounded(.up) * step
    return least...max(most, least)
  }

  /// The tick's label; the unit stands beside the axis, where the number does not carry it.
  func label(_ value: Double) -> String {
    scale.short(value, decimals: max(0, Int((-log10(step * scale.factor)).rounded(.up))))
  }
}
