/// A picture for the report, as data.
package struct Figure: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable {
    case lines, bars
    /// A row for each category, along a common x axis: what happened when in each of several trials.
    case strips
  }

  package struct Point: Codable, Sendable, Equatable {
    package var x: Double
    package var y: Double
    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  package struct Series: Codable, Sendable, Equatable {
    package enum Style: String, Codable, Sendable, CaseIterable {
      /// Where there are more points than can be distinguished, the highest of neighbours stands for them: for latencies,
      /// which would be a band otherwise.
      case peaks
      /// A thin dashed line: what was made out in the data, not data.
      case trend
    }

    package var name: String
    /// The points of a line, by rising x; of bars, x counts the categories from 0; of strips, y does.
    package var points: [Point]
    /// How a line is drawn; `nil` for a plain one.
    package var style: Style?
    package init(name: String, points: [Point], style: Style? = nil) {
      self.name = name
      self.points = points
      self.style = style
    }
  }

  /// A stretch of x on one row of strips, drawn as a bar: what was lost, or how long nothing was served.
  package struct Span: Codable, Sendable, Equatable {
    /// What it is; equal labels are one entry of the legend.
    package var label: String
    /// The category, counted from 0.
    package var row: Int
    package var from: Double
    package var to: Double
    package init(label: String, row: Int, from: Double, to: Double) {
      self.label = label
      self.row = row
      self.from = from
      self.to = to
    }
  }

  /// A limit or another level that is drawn across the picture. Of strips, y is a place on the x axis.
  package struct Mark: Codable, Sendable, Equatable {
    package var label: String
    package var y: Double
    package init(label: String, y: Double) {
      self.label = label
      self.y = y
    }
  }

  package enum Scale: String, Codable, Sendable, CaseIterable {
    /// Equal ratios are equally far apart. What is not positive is drawn at the lower end.
    case logarithmic
    /// Shares from 0 to 1, drawn at −log10(1 − share): 90 %, 99 % and 99.9 % are equally far apart. The share 1, which
    /// is infinitely far, is drawn at the upper end.
    case percentile
  }

  package struct Axis: Codable, Sendable, Equatable {
    package var label: String
    package var unit: MeasureUnit
    /// How values lie on the axis of lines, or on the x axis of strips; `nil` for a linear one.
    package var scale: Scale?
    package init(label: String, unit: MeasureUnit, scale: Scale? = nil) {
      self.label = label
      self.unit = unit
      self.scale = scale
    }
  }

  package var title: String
  package var kind: Kind
  package var x: Axis
  package var y: Axis
  /// The names of the bars, or of the rows of strips.
  package var categories: [String]
  package var series: [Series]
  package var marks: [Mark]
  /// `nil` but in strips.
  package var spans: [Span]?

  package init(
    title: String, kind: Kind = .lines, x: Axis, y: Axis, categories: [String] = [], series: [Series],
    marks: [Mark] = [], spans: [Span]? = nil
  ) {
    self.title = title
    self.kind = kind
    self.x = x
    self.y = y
    self.categories = categories
    self.series = series
    self.marks = marks
    self.spans = spans
  }
}
