import Foundation
import MET001

/// One axis of a picture: the stretch that it shows, its ticks, and where a value lies on it.
struct PlotAxis {
  struct Tick {
    var value: Double
    var label: String
  }

  /// What is shown of a linear axis.
  enum Fit {
    /// From the least value to the greatest.
    case exact
    /// From tick to tick.
    case rounded
  }

  /// The important ones first: where two labels would touch, the later one is left out.
  let ticks: [Tick]
  /// The label of the axis, with the unit where the ticks do not carry it.
  let caption: String
  private let scale: Figure.Scale?
  /// The stretch that is shown, in the scale's own measure.
  private let range: ClosedRange<Double>

  /// - Parameter values: everything that is to be shown, finite.
  init(_ axis: Figure.Axis, showing values: [Double], _ fit: Fit) {
    scale = axis.scale
    switch axis.scale {
    case nil:
      let (least, most) = (values.min() ?? 0, values.max() ?? 0)
      let alone = least == 0 ? 0...1 : least - 1...least + 1
      let bounds = least < most ? least...most : alone
      let roughly = Ticks(from: bounds.lowerBound, to: bounds.upperBound, unit: axis.unit)
      range = fit == .exact ? bounds : roughly.rounded(bounds)
      let ticks = Ticks(from: range.lowerBound, to: range.upperBound, unit: axis.unit)
      self.ticks = ticks.values.map { Tick(value: $0, label: ticks.label($0)) }
      caption = ticks.scale.caption(axis)
    case .logarithmic:
      let ticks = LogarithmicTicks(values)
      range = Self.measure(ticks.bounds.lowerBound, axis.scale)...Self.measure(ticks.bounds.upperBound, axis.scale)
      self.ticks = ticks.values.map { Tick(value: $0, label: axis.unit.tick($0)) }
      caption = axis.unit == .seconds ? axis.label : AxisScale(axis.unit, upTo: 1000).caption(axis)
    case .percentile:
      let depths = values.map { Self.measure($0, axis.scale) }
      // Beyond the last share there is one more halving of what remains, for the share 1.
      let end = max(depths.filter(\.isFinite).max() ?? 1, 1) + (depths.contains(.infinity) ? log10(2) : 0)
      range = 0...end
      let deep = (1...Int(end + 1e-9)).map { nines in
        let percent = 100 - pow(10, Double(2 - nines))
        return Tick(value: percent / 100, label: grouped(percent, decimals: nines))
      }
      let ends = [Tick(value: 0, label: "0")] + (depths.contains(.infinity) ? [Tick(value: 1, label: "100")] : [])
      ticks = [Tick(value: 0.5, label: "50")] + deep + ends
      // The sign would take the room of every second label.
      caption = "\(axis.label) (%)"
    }
  }

  /// How far along the axis a value lies: 0 at its beginning, 1 at its end, and what it does not hold at the nearer one.
  func share(of value: Double) -> Double {
    let place = (Self.measure(value, scale) - range.lowerBound) / (range.upperBound - range.lowerBound)
    return min(max(place, 0), 1)
  }

  private static func measure(_ value: Double, _ scale: Figure.Scale?) -> Double {
    switch scale {
    case nil: value
    case .logarithmic: value > 0 ? log10(value) : -.infinity
    case .percentile: value < 1 ? -log10(1 - max(value, 0)) : .infinity
    }
  }
}

extension PlotAxis {
  /// The axis as the lower edge of a picture, with its labels and its caption.
  ///
  /// - Parameter top: where the lines begin that the ticks of a percentile axis draw across the picture.
  func horizontal(from left: Double, to right: Double, y: Double, top: Double) -> Markup {
    func upright(_ name: String, at x: Double, from start: Double, to end: Double) -> Markup {
      "<line class=\"\(name)\" x1=\"\(px(x))\" x2=\"\(px(x))\" y1=\"\(px(start))\" y2=\"\(px(end))\"/>"
    }
    var taken: [ClosedRange<Double>] = []
    let ticks = ticks.map { tick -> Markup in
      let place = left + (right - left) * share(of: tick.value)
      let line = upright("base", at: place, from: y, to: y + 4)
      let half = textWidth(tick.label) / 2
      // A label at the very end would be cut in half by the picture's edge.
      let center = min(place, Figure.width - half)
      let room = center - half - 2...center + half + 2
      guard !taken.contains(where: { $0.overlaps(room) }) else { return line }
      taken.append(room)
      return """
        \(line)<text class="tick" x="\(px(center))" y="\(px(y + 20))" text-anchor="middle">\(tick.label)</text>
        """
    }
    let grid = (scale == .percentile ? self.ticks : []).map { tick in
      upright("grid", at: left + (right - left) * share(of: tick.value), from: top, to: y)
    }
    return """
      \(grid)<line class="base" x1="\(px(left))" x2="\(px(right))" y1="\(px(y))" y2="\(px(y))"/>\(ticks)\
      <text class="axis" x="\(px(right))" y="\(px(y + 41))" text-anchor="end">\(caption)</text>
      """
  }
}
