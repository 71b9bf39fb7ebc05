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
  private let horizontal: PlotAxis
  private let vertical: PlotAxis
  private let names: Legend
  private let labels: MarkLabels
  private let left: Double
  private let right: Double
  private let top: Double
  private var bottom: Double { top + 210 }
  var height: Double { bottom + 48 }

  init(_ figure: Figure) {
    self.figure = figure
    let points = figure.finitePoints
    horizontal = PlotAxis(figure.x, showing: points.map(\.x), .exact)
    // A linear axis begins at zero: a cut axis makes small differences look large.
    vertical = PlotAxis(figure.y, showing: points.map(\.y) + figure.finiteMarks.map(\.y) + [0], .rounded)
    names = Legend(figure.series.count > 1 ? figure.series.map(\.name) : [])
    labels = MarkLabels(figure.finiteMarks)
    left = 10 + (vertical.ticks.map { textWidth($0.label) }.max() ?? 0)
    right = Figure.width - labels.width
    top = 34 + names.height
  }

  private func x(_ value: Double) -> Double { left + (right - left) * horizontal.share(of: value) }

  private func y(_ value: Double) -> Double { bottom - (bottom - top) * vertical.share(of: value) }

  var yAxis: Markup {
    let ticks = vertical.ticks.map { tick -> Markup in
      let level = y(tick.value)
      return """
        <line class="grid" x1="\(px(left))" x2="\(px(right))" y1="\(px(level))" y2="\(px(level))"/>\
        <text class="tick" x="\(px(left - 8))" y="\(px(level + 4.5))" text-anchor="end">\(tick.label)</text>
        """
    }
    let thinned = groupSize > 1 ? ", highest of each \(groupSize) points" : ""
    return "<text class=\"axis\" x=\"0\" y=\"\(px(top - 16))\">\(vertical.caption)\(thinned)</text>\(ticks)"
  }

  var xAxis: Markup {
    horizontal.horizontal(from: left, to: right, y: bottom, top: top)
  }

  /// Trends lie on top of what they were made out in.
  var lines: [Markup] {
    let numbered = figure.series.enumerated()
    return (numbered.filter { $1.style != .trend } + numbered.filter { $1.style == .trend }).map { index, series in
      let points =
        series.style == .peaks ? series.points.peaks(inGroupsOf: groupSize) : series.points.downsampled(to: 600)
      let path = points.map { "\(px(x($0.x))),\(px(y($0.y)))" }.joined(separator: " ")
      let markers = series.style == .trend ? [] : marked(points, shift: index)
      return """
        <g class="\(name(of: series, index))"><polyline points="\(path)"/>\
        \(markers.map { marker(ofSeries: index, x: x($0.x), y: y($0.y)) })</g>
        """
    }
  }

  /// How many neighbours each point of the peaks stands for: the same for every line of the picture.
  private var groupSize: Int {
    let most = figure.series.filter { $0.style == .peaks }.map(\.points.count).max() ?? 0
    return max(1, (most + 149) / 150)
  }

  /// The classes of a series: what gives it its colour and its dashes.
  private func name(of series: Figure.Series, _ index: Int) -> String {
    "series-\(index % 4 + 1)\(series.style == .trend ? " trend" : "")"
  }

  /// About six points that carry the marker of their series, not the same ones for each.
  private func marked(_ points: [Figure.Point], shift: Int) -> [Figure.Point] {
    guard !points.isEmpty else { return [] }
    let step = max(1, points.count / 6)
    let first = min(step * (1 + shift % 4) / 5, points.count - 1)
    return stride(from: first, to: points.count, by: step).map { points[$0] }
  }

  var marks: Markup {
    let lines = figure.finiteMarks.map { mark -> Markup in
      let level = y(mark.y)
      return """
        <line class="mark" x1="\(px(left))" x2="\(px(right))" y1="\(px(level))" y2="\(px(level))"/>
        """
    }
    return "\(lines)\(labels.drawn(at: right, from: top, to: bottom, level: y))"
  }

  var legend: [Markup] {
    names.drawn { index, place in
      let series = figure.series[index]
      let sign = series.style == .trend ? nil : marker(ofSeries: index, x: place.x + 13, y: place.y)
      return """
        <g class="\(name(of: series, index))"><line x1="\(px(place.x))" x2="\(px(place.x + 26))" \
        y1="\(px(place.y))" y2="\(px(place.y))"/>\(sign)</g>
        """
    }
  }
}
