import MET001

extension Figure {
  /// Lines over a common x axis.
  var lines: Markup {
    let plot = LinePlot(self)
    return canvas(height: plot.height, "\(plot.yAxis)\(plot.xAxis)\(plot.lines)\(plot.marks)\(plot.legend)")
  }
}

/// Where everything of a line chart lies. Coordinates are in the SVG's own pixels.
private struct LinePlot {
  let figure: Figure
  let xTicks: Ticks
  let yTicks: Ticks
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  let names: Legend
  let left: Double
  let top: Double
  var right: Double { Figure.width - 14 }
  var bottom: Double { top + 210 }
  var height: Double { bottom + 48 }

  init(_ figure: Figure) {
    self.figure = figure
    let xs = figure.finitePoints.map(\.x)
    let (first, last) = (xs.min() ?? 0, xs.max() ?? 0)
    xRange = first < last ? first...last : first - 1...first + 1
    xTicks = Ticks(from: xRange.lowerBound, to: xRange.upperBound, unit: figure.x.unit)
    let roughly = Ticks(from: figure.yBounds.lowerBound, to: figure.yBounds.upperBound, unit: figure.y.unit)
    yRange = roughly.rounded(figure.yBounds)
    yTicks = Ticks(from: yRange.lowerBound, to: yRange.upperBound, unit: figure.y.unit)
    left = 10 + (yTicks.values.map(yTicks.label).map(textWidth).max() ?? 0)
    names = Legend(figure.series.count > 1 ? figure.series.map(\.name) : [])
    top = 34 + names.height
  }

  func x(_ value: Double) -> Double {
    left + (right - left) * (value - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound)
  }

  func y(_ value: Double) -> Double {
    bottom - (bottom - top) * (value - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound)
  }

  var yAxis: Markup {
    let ticks = yTicks.values.map { value -> Markup in
      """
      <line class="grid" x1="\(px(left))" x2="\(px(right))" y1="\(px(y(value)))" y2="\(px(y(value)))"/>\
      <text class="tick" x="\(px(left - 8))" y="\(px(y(value) + 4.5))" text-anchor="end">\(yTicks.label(value))</text>
      """
    }
    return "<text class=\"axis\" x=\"0\" y=\"\(px(top - 16))\">\(yTicks.scale.caption(figure.y))</text>\(ticks)"
  }

  var xAxis: Markup {
    xTicks.axis(figure.x, from: left, to: right, y: bottom, place: x)
  }

  var lines: [Markup] {
    figure.series.enumerated().map { index, series in
      let points = series.points.downsampled(to: 600)
      let path = points.map { "\(px(x($0.x))),\(px(y($0.y)))" }.joined(separator: " ")
      return """
        <g class="series-\(index % 4 + 1)"><polyline points="\(path)"/>\
        \(marked(points, shift: index).map { marker(ofSeries: index, x: x($0.x), y: y($0.y)) })</g>
        """
    }
  }

  /// About six points that carry the marker of their series, not the same ones for each.
  private func marked(_ points: [Figure.Point], shift: Int) -> [Figure.Point] {
    guard !points.isEmpty else { return [] }
    let step = max(1, points.count / 6)
    let first = min(step * (1 + shift % 4) / 5, points.count - 1)
    return stride(from: first, to: points.count, by: step).map { points[$0] }
  }

  /// The limits, with labels that keep clear of each other.
  var marks: [Markup] {
    var free = Double.infinity
    return figure.finiteMarks.map { mark in
      let level = y(mark.y)
      let label = min(level - 5, free)
      free = label - 17
      return """
        <line class="mark" x1="\(px(left))" x2="\(px(right))" y1="\(px(level))" y2="\(px(level))"/>\
        <text class="mark" x="\(px(left + 6))" y="\(px(label))">\(mark.label)</text>
        """
    }
  }

  var legend: [Markup] {
    names.drawn { index, place in
      """
      <g class="series-\(index % 4 + 1)"><line x1="\(px(place.x))" x2="\(px(place.x + 26))" \
      y1="\(px(place.y))" y2="\(px(place.y))"/>\(marker(ofSeries: index, x: place.x + 13, y: place.y))</g>
      """
    }
  }
}
