import Foundation
package import MET001

extension Figure {
  /// The picture as an inline SVG element that fills the width it is given. Colours are the page's CSS variables;
  /// without any, series differ by their marker (lines, strips) or by their name beside the bar (bars).
  package func svg() -> String {
    markup.text
  }

  var markup: Markup {
    guard !finitePoints.isEmpty || !finiteSpans.isEmpty else {
      return canvas(height: 60, "<text x=\"0\" y=\"30\">No data</text>")
    }
    return switch kind {
    case .lines: lines
    case .bars: bars
    case .strips: strips
    }
  }

  static var width: Double { 480 }

  /// The element around the drawing, with the words that stand for it where it cannot be seen.
  func canvas(height: Double, _ drawing: Markup) -> Markup {
    """
    <svg class="figure" role="img" viewBox="0 0 \(px(Self.width)) \(px(height))">
    <title>\(title)</title><desc>\(summary)</desc>
    \(drawing)
    </svg>
    """
  }

  private var summary: String {
    let series = series.map { series in
      range(of: series.points.map { kind == .strips ? $0.x : $0.y }).map { "\(series.name): \($0)" }
        ?? "\(series.name): no data"
    }
    let spans = spanLabels.compactMap { label in
      range(of: finiteSpans.filter { $0.label == label }.map { abs($0.to - $0.from) }).map { "\(label): \($0) long" }
    }
    let marks = finiteMarks.map { "\($0.label) at \(measured.unit.format(.number($0.y)))" }
    return (["\(y.label) by \(x.label)"] + series + spans + marks).joined(separator: "; ")
  }

  /// The axis of the values.
  private var measured: Axis { kind == .strips ? x : y }

  /// The least and the greatest of the values, in words; `nil` if there is no finite one.
  private func range(of values: [Double]) -> String? {
    let values = values.filter(\.isFinite)
    guard let least = values.min(), let most = values.max() else { return nil }
    return "\(measured.unit.format(.number(least))) to \(measured.unit.format(.number(most)))"
  }

  var finitePoints: [Point] {
    series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
  }

  var finiteSpans: [Span] {
    (spans ?? []).filter { $0.from.isFinite && $0.to.isFinite }
  }

  /// What spans there are, each once.
  var spanLabels: [String] {
    finiteSpans.map(\.label).reduce(into: []) { labels, label in
      if !labels.contains(label) { labels.append(label) }
    }
  }

  var finiteMarks: [Mark] {
    marks.filter(\.y.isFinite).sorted { $0.y < $1.y }
  }

  /// The range of the values and of the marks, zero included: a cut axis makes small differences look large.
  var yBounds: ClosedRange<Double> {
    let values = finitePoints.map(\.y) + finiteMarks.map(\.y) + [0]
    let (least, most) = (values.min() ?? 0, values.max() ?? 0)
    return least < most ? least...most : 0...1
  }
}

/// A coordinate: a tenth of a pixel is fine enough.
func px(_ coordinate: Double) -> String {
  let text = String(format: "%.1f", coordinate)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// About how wide the text is when it is drawn, large enough for the bigger letters of a small screen.
func textWidth(_ text: String) -> Double {
  Double(text.count) * 9.2
}
