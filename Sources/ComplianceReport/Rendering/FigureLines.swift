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
  let legendPlaces: [(x: Double, y: Double)]
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
    legendPlaces = Self.legendPlaces(figure.series.count > 1 ? figure.series.map(\.name) : [])
    top = 34 + (legendPlaces.last.map { $0.y + 6 } ?? 0)
  }

  private static func legendPlaces(_ names: [String]) -> [(x: Double, y: Double)] {
    var place = (x: 0.0, y: 16.0)
    return names.map { name in
      let width = 34 + textWidth(name)
      if place.x > 0, place.x + width > Figure.width { place = (0, place.y + 22) }
      defer { place.x += width + 12 }
      return place
    }
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
    return "<text class=\"axis\" x=\"0\" y=\"\(px(top - 16))\">\(figure.y.caption)</text>\(ticks)"
  }

  var xAxis: Markup {
    let ticks = xTicks.values.map { value -> Markup in
      let label = xTicks.label(value)
      // A label at the very end would be cut in half by the picture's edge.
      let place = min(x(value), Figure.width - textWidth(label) / 2)
      return """
        <line class="base" x1="\(px(x(value)))" x2="\(px(x(value)))" y1="\(px(bottom))" y2="\(px(bottom + 4))"/>\
        <text class="tick" x="\(px(place))" y="\(px(bottom + 20))" text-anchor="middle">\(label)</text>
        """
    }
    return """
      <line class="base" x1="\(px(left))" x2="\(px(right))" y1="\(px(bottom))" y2="\(px(bottom))"/>\(ticks)\
      <text class="axis" x="\(px(right))" y="\(px(bottom + 41))" text-anchor="end">\(figure.x.caption)</text>
      """
  }

  var lines: [Markup] {
    figure.series.enumerated().map { index, series in
      let points = series.points.downsampled(to: 600)
      let path = points.map { "\(px(x($0.x))),\(px(y($0.y)))" }.joined(separator: " ")
      return """
        <g class="series-\(index % 4 + 1)"><polyline points="\(path)"/>\
        \(marked(points, shift: index).map { marker(index, x: x($0.x), y: y($0.y)) })</g>
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

  private func marker(_ series: Int, x: Double, y: Double) -> Markup {
    switch series % 4 {
    case 0: "<circle cx=\"\(px(x))\" cy=\"\(px(y))\" r=\"3.5\"/>"
    case 1: "<rect x=\"\(px(x - 3.5))\" y=\"\(px(y - 3.5))\" width=\"7\" height=\"7\"/>"
    case 2: "<path d=\"M\(px(x)) \(px(y - 4.5))l4.5 8h-9z\"/>"
    default: "<path d=\"M\(px(x)) \(px(y - 5))l5 5l-5 5l-5 -5z\"/>"
    }
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
    zip(figure.series, legendPlaces).enumerated().map { index, item in
      let (series, place) = item
      return """
        <g class="series-\(index % 4 + 1)"><line x1="\(px(place.x))" x2="\(px(place.x + 26))" \
        y1="\(px(place.y - 4))" y2="\(px(place.y - 4))"/>\(marker(index, x: place.x + 13, y: place.y - 4))</g>\
        <text x="\(px(place.x + 33))" y="\(px(place.y))">\(series.name)</text>
        """
    }
  }
}
