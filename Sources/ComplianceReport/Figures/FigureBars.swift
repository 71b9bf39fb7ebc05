import MET001

extension Figure {
  /// Horizontal bars, each with its name before it and its value behind it: nothing is told by colour alone.
  var bars: Markup {
    let plot = BarPlot(self)
    return canvas(height: plot.height, "\(plot.caption)\(plot.bars)\(plot.marks)\(plot.values)")
  }
}

/// Where everything of a bar chart lies. Coordinates are in the SVG's own pixels.
private struct BarPlot {
  private struct Bar {
    var name: String
    var value: Double
    var series: Int
    var y: Double
  }

  let figure: Figure
  private var rows: [Bar] = []
  private var headings: [(name: String, y: Double)] = []
  private var bottom = 0.0
  private let scale: AxisScale
  private let left: Double
  private let right: Double
  private let top: Double
  private static let pitch = 22.0

  var height: Double { bottom + 8 }

  init(_ figure: Figure) {
    self.figure = figure
    scale = AxisScale(figure.y.unit, upTo: max(abs(figure.yBounds.lowerBound), abs(figure.yBounds.upperBound)))
    let names = figure.series.count > 1 ? figure.series.map(\.name) : figure.categories
    left = 8 + min(names.map(textWidth).max() ?? 0, 170)
    right = Figure.width - 8 - (figure.finitePoints.map { [scale] in textWidth(Self.label($0.y, scale)) }.max() ?? 0)
    top = 30 + (figure.finiteMarks.isEmpty ? 0 : 20)
    place()
  }

  /// One row below the other: of several series, a heading for each category and under it a row for each series.
  private mutating func place() {
    bottom = top
    for (category, name) in figure.categoryNames(of: figure.finitePoints.map(\.x)).enumerated() {
      let isGrouped = figure.series.count > 1
      if isGrouped {
        headings.append((name, bottom + 15))
        bottom += Self.pitch
      }
      for (index, series) in figure.series.enumerated() {
        for point in series.points where Int(exactly: point.x) == category && point.y.isFinite {
          rows.append(Bar(name: isGrouped ? series.name : name, value: point.y, series: index, y: bottom))
          bottom += Self.pitch
        }
      }
      if isGrouped { bottom += 8 }
    }
  }

  private static func label(_ value: Double, _ scale: AxisScale) -> String {
    let shown = abs(value * scale.factor)
    return scale.short(value, decimals: scale.unit == .ratio || shown < 100 ? 2 : shown < 10_000 ? 1 : 0)
  }

  private func x(_ value: Double) -> Double {
    let bounds = figure.yBounds
    return left + (right - left) * (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
  }

  var caption: Markup {
    let headings = headings.map { heading -> Markup in
      "<text class=\"heading\" x=\"0\" y=\"\(px(heading.y))\">\(heading.name)</text>"
    }
    return "<text class=\"axis\" x=\"0\" y=\"14\">\(scale.caption(figure.y))</text>\(headings)"
  }

  var bars: [Markup] {
    rows.map { bar in
      let (start, end) = (min(x(0), x(bar.value)), max(x(0), x(bar.value)))
      return """
        <text class="tick" x="\(px(left - 8))" y="\(px(bar.y + 15))" text-anchor="end">\(bar.name)</text>\
        <rect class="bar series-\(bar.series % 4 + 1)" x="\(px(start))" y="\(px(bar.y + 3))" \
        width="\(px(max(end - start, 1)))" height="16"/>
        """
    }
  }

  /// On top of the limits, whose lines may run through them.
  var values: [Markup] {
    rows.map { bar in
      let end = max(x(0), x(bar.value))
      return """
        <text class="value" x="\(px(end + 6))" y="\(px(bar.y + 15))">\(Self.label(bar.value, scale))</text>
        """
    }
  }

  /// The limits, with labels that keep clear of each other where there is room.
  var marks: [Markup] {
    var free = -Double.infinity
    return figure.finiteMarks.map { mark in
      let place = x(mark.y)
      let half = textWidth(mark.label) / 2
      let label = max(free + half, min(max(place, half), Figure.width - half))
      free = label + half + 6
      return """
        <line class="mark" x1="\(px(place))" x2="\(px(place))" y1="\(px(top - 8))" y2="\(px(bottom))"/>\
        <text class="mark" x="\(px(label))" y="\(px(top - 12))" text-anchor="middle">\(mark.label)</text>
        """
    }
  }
}
