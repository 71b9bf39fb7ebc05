import MET001

extension Figure {
  /// A row for each category along a common x axis: bars for the spans, with their length behind the row, and the
  /// markers of the series on top.
  var strips: Markup {
    let plot = StripPlot(self)
    return canvas(
      height: plot.height,
      "\(plot.legend)\(plot.rows)\(plot.xAxis)\(plot.spans)\(plot.marks)\(plot.points)\(plot.lengths)")
  }
}

/// Where everything of the strips lies. Coordinates are in the SVG's own pixels.
private struct StripPlot {
  let figure: Figure
  private let rowNames: [String]
  private let names: Legend
  private let axis: PlotAxis
  private let lengthScale: AxisScale
  private let left: Double
  private let right: Double
  private let top: Double
  private static let pitch = 26.0
  private static let widestName = 290.0

  private var bottom: Double { top + Self.pitch * Double(rowNames.count) }
  var height: Double { bottom + 48 }

  init(_ figure: Figure) {
    self.figure = figure
    rowNames = figure.categoryNames(of: figure.finitePoints.map(\.y) + figure.finiteSpans.map { Double($0.row) })
      .map { $0.fitting(Self.widestName) }
    names = Legend(figure.series.map(\.name) + figure.spanLabels)
    let places =
      figure.finitePoints.map(\.x) + figure.finiteSpans.flatMap { [$0.from, $0.to] } + figure.finiteMarks.map(\.y)
    axis = PlotAxis(figure.x, showing: places, .rounded)
    left = 12 + (rowNames.map(textWidth).max() ?? 0)
    let spans = figure.finiteSpans.map { abs($0.to - $0.from) }
    let lengthScale = AxisScale(figure.x.unit, upTo: spans.max() ?? 0)
    self.lengthScale = lengthScale
    right = Figure.width - (spans.map { textWidth(lengthScale.long($0)) }.max().map { $0 + 14 } ?? 14)
    top = 28 + names.height + (figure.finiteMarks.isEmpty ? 0 : 18)
  }

  private func x(_ value: Double) -> Double { left + (right - left) * axis.share(of: value) }

  /// The middle of a row; `nil` if there is no such row.
  private func y(_ row: Double) -> Double? {
    guard let row = Int(exactly: row), rowNames.indices.contains(row) else { return nil }
    return top + Self.pitch * (Double(row) + 0.5)
  }

  var rows: Markup {
    let rows = rowNames.enumerated().map { row, name -> Markup in
      let middle = top + Self.pitch * (Double(row) + 0.5)
      return """
        <line class="grid" x1="\(px(left))" x2="\(px(right))" y1="\(px(middle))" y2="\(px(middle))"/>\
        <text class="tick" x="\(px(left - 10))" y="\(px(middle + 4.5))" text-anchor="end">\(name)</text>
        """
    }
    return "<text class=\"axis\" x=\"0\" y=\"\(px(top - 8))\">\(figure.y.label)</text>\(rows)"
  }

  var xAxis: Markup {
    axis.horizontal(from: left, to: right, y: bottom, top: top)
  }

  var spans: [Markup] {
    figure.finiteSpans.compactMap { span in
      guard let middle = y(Double(span.row)) else { return nil }
      let (start, end) = (x(min(span.from, span.to)), x(max(span.from, span.to)))
      return bar(figure.spanLabels.firstIndex(of: span.label) ?? 0, from: start, to: end, y: middle)
    }
  }

  /// A second and a third kind of span have other outlines.
  private func bar(_ label: Int, from start: Double, to end: Double, y: Double) -> Markup {
    """
    <rect class="span\(["", " other", " third"][label % 3])" x="\(px(start))" y="\(px(y - 8))" \
    width="\(px(max(end - start, 1)))" height="16"/>
    """
  }

  /// How long the longest span of each row is, so that no bar must be measured by eye.
  var lengths: [Markup] {
    rowNames.indices.compactMap { row in
      let spans = figure.finiteSpans.filter { $0.row == row }.map { abs($0.to - $0.from) }
      guard let longest = spans.max(), let middle = y(Double(row)) else { return nil }
      let length = lengthScale.long(longest)
      return "<text class=\"value\" x=\"\(px(right + 10))\" y=\"\(px(middle + 4.5))\">\(length)</text>"
    }
  }

  var points: [Markup] {
    figure.series.enumerated().map { index, series in
      "<g class=\"series-\(index % 4 + 1)\">\(places(of: series).map { marker(ofSeries: index, x: $0.x, y: $0.y) })</g>"
    }
  }

  /// Where the markers of a series lie: of several within two pixels of a row, the last.
  private func places(of series: Figure.Series) -> [(x: Double, y: Double)] {
    var taken: Set<[Int]> = []
    return series.points.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.x > $1.x }.compactMap { point in
      guard let middle = y(point.y), taken.insert([Int(middle), Int(x(point.x) / 2)]).inserted else { return nil }
      return (x(point.x), middle)
    }
  }

  /// The limits, with labels that keep clear of each other where there is room.
  var marks: [Markup] {
    var free = -Double.infinity
    return figure.finiteMarks.map { mark in
      let half = textWidth(mark.label) / 2
      let label = max(free + half, min(max(x(mark.y), half), Figure.width - half))
      free = label + half + 6
      return """
        <line class="mark" x1="\(px(x(mark.y)))" x2="\(px(x(mark.y)))" y1="\(px(top - 4))" y2="\(px(bottom))"/>\
        <text class="mark" x="\(px(label))" y="\(px(top - 26))" text-anchor="middle">\(mark.label)</text>
        """
    }
  }

  var legend: [Markup] {
    names.drawn { index, place in
      let span = index - figure.series.count
      if span >= 0 { return bar(span, from: place.x, to: place.x + 26, y: place.y) }
      return "<g class=\"series-\(index % 4 + 1)\">\(marker(ofSeries: index, x: place.x + 13, y: place.y))</g>"
    }
  }
}

extension String {
  /// The text, or as much of it as is not wider.
  fileprivate func fitting(_ width: Double) -> String {
    if textWidth(self) <= width { return self }
    var text = self
    while !text.isEmpty, textWidth(text + "…") > width { text.removeLast() }
    return text + "…"
  }
}
