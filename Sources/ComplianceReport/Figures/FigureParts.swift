import MET001

// What several kinds of pictures are made of.

/// The sign of a series: its shape tells it without colour.
func marker(ofSeries series: Int, x: Double, y: Double) -> Markup {
  switch series % 4 {
  case 0: "<circle cx=\"\(px(x))\" cy=\"\(px(y))\" r=\"3.5\"/>"
  case 1: "<rect x=\"\(px(x - 3.5))\" y=\"\(px(y - 3.5))\" width=\"7\" height=\"7\"/>"
  case 2: "<path d=\"M\(px(x)) \(px(y - 4.5))l4.5 8h-9z\"/>"
  default: "<path d=\"M\(px(x)) \(px(y - 5))l5 5l-5 5l-5 -5z\"/>"
  }
}

/// The names of what is drawn, above the picture, in as many rows as they need.
struct Legend {
  private let items: [(name: String, x: Double, y: Double)]

  init(_ names: [String]) {
    var place = (x: 0.0, y: 16.0)
    items = names.map { name in
      let width = 34 + textWidth(name)
      if place.x > 0, place.x + width > Figure.width { place = (0, place.y + 22) }
      defer { place.x += width + 12 }
      return (name, place.x, place.y)
    }
  }

  var height: Double { items.last.map { $0.y + 6 } ?? 0 }

  /// - Parameter sample: draws what a name stands for: 26 wide, from `x` on, around the height `y`.
  func drawn(_ sample: (Int, (x: Double, y: Double)) -> Markup) -> [Markup] {
    items.enumerated().map { index, item in
      """
      \(sample(index, (item.x, item.y - 4)))<text x="\(px(item.x + 33))" y="\(px(item.y))">\(item.name)</text>
      """
    }
  }
}

extension Figure {
  /// The names of the categories; one that nobody named is numbered.
  ///
  /// - Parameter numbers: which categories the data name, counted from 0.
  func categoryNames(of numbers: [Double]) -> [String] {
    let last = numbers.compactMap { Int(exactly: $0) }.max() ?? -1
    let unnamed = min(last, 99) - categories.count + 1
    return categories + (0..<max(0, unnamed)).map { "\(categories.count + $0 + 1)" }
  }
}
