/// A picture for the report, as data.
package struct Figure: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable { case lines, bars }

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
    /// The points of a line, by rising x; of bars, x counts the categories from 0.
    package var points: [Point]
    package init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  /// A limit or another level that is drawn across the picture.
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
  /// The names along x where the picture has bars.
  package var categories: [String]
  package var series: [Series]
  package var marks: [Mark]

  package init(
    title: String, kind: Kind = .lines, x: Axis, y: Axis, categories: [String] = [], series: [Series],
    marks: [Mark] = []
  ) {
    self.title = title
    self.kind = kind
    self.x = x
    self.y = y
    self.categories = categories
    self.series = series
    self.marks = marks
  }
}
