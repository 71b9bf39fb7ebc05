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
    package var name: String
    /// The points of a line, by rising x; of bars, x counts the categories from 0; of strips, y does.
    package var points: [Point]
    package init(name: String, points: [Point]) {
      self.name = name
      self.points = points
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

  package struct Axis: Codable, Sendable, Equatable {
    package var label: String
    package var unit: MeasureUnit
    package init(label: String, unit: MeasureUnit) {
      self.label = label
      self.unit = unit
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
  /// None but in strips.
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
