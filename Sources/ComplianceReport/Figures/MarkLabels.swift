import MET001

/// The labels of limits, beside a picture at its right: clear of its lines and of each other, and each as near to its
/// own limit as the others let it be.
struct MarkLabels {
  private static let lineHeight = 16.5
  private let marks: [(lines: [String], value: Double)]

  /// - Parameter marks: by rising value.
  init(_ marks: [Figure.Mark]) {
    self.marks = marks.reversed().map { (Self.wrapped($0.label), $0.y) }
  }

  /// How much room they take beside the picture.
  var width: Double {
    marks.flatMap(\.lines).map(textWidth).max().map { $0 + 14 } ?? 14
  }

  /// - Parameters:
  ///   - right: where the picture ends.
  ///   - level: the height of a limit.
  func drawn(at right: Double, from top: Double, to bottom: Double, level: (Double) -> Double) -> [Markup] {
    let middles = Self.spread(
      marks.map { (level($0.value), Self.lineHeight * Double($0.lines.count)) }, from: top, to: bottom)
    return zip(marks, middles).map { mark, middle in
      let lines = mark.lines.enumerated().map { index, line -> Markup in
        let y = middle + 4.5 + Self.lineHeight * (Double(index) - Double(mark.lines.count - 1) / 2)
        return "<text class=\"mark\" x=\"\(px(right + 12))\" y=\"\(px(y))\">\(line)</text>"
      }
      return """
        <line class="leader" x1="\(px(right))" x2="\(px(right + 9))" y1="\(px(level(mark.value)))" y2="\(px(middle))"/>\
        \(lines)
        """
    }
  }

  /// Where the middles of labels lie that want to be at these heights, the highest first: neighbours that would touch
  /// stand together around the mean of what they want.
  private static func spread(
    _ labels: [(wanted: Double, height: Double)], from top: Double, to bottom: Double
  ) -> [Double] {
    guard let first = labels.first, let last = labels.last else { return [] }
    var offsets = [0.0]
    for (upper, lower) in zip(labels, labels.dropFirst()) {
      offsets.append((offsets.last ?? 0) + (upper.height + lower.height) / 2)
    }
    // Without the offsets of the heights, what may not touch only has to keep its order.
    var groups: [(mean: Double, count: Int)] = []
    for (label, offset) in zip(labels, offsets) {
      groups.append((label.wanted - offset, 1))
      while groups.count > 1, groups[groups.count - 2].mean > groups[groups.count - 1].mean {
        let (b, a) = (groups.removeLast(), groups.removeLast())
        let count = a.count + b.count
        groups.append(((a.mean * Double(a.count) + b.mean * Double(b.count)) / Double(count), count))
      }
    }
    let highest = top + first.height / 2
    let lowest = max(highest, bottom - last.height / 2 - (offsets.last ?? 0))
    let places = groups.flatMap { Array(repeating: min(max($0.mean, highest), lowest), count: $0.count) }
    return zip(places, offsets).map { $0 + $1 }
  }

  /// The label in lines of about a dozen letters.
  private static func wrapped(_ label: String) -> [String] {
    label.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + word.count < 13 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }
}
