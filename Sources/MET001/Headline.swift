/// What stands for a control in one line: the measure that an engineer would ask for first.
package struct Headline: Codable, Hashable, Sendable {
  /// The name of the measure.
  package var measure: String
  /// The name of another measure that tells how often or of how many: power cuts, kills, events compared.
  /// `nil` if the measure stands for itself.
  package var count: String?

  package init(measure: String, count: String? = nil) {
    self.measure = measure
    self.count = count
  }
}

extension Control {
  /// Refuses a headline that names no measure, or one without a limit where the control is judged.
  func validateHeadline(at path: String) throws {
    func find(_ name: String, _ field: String) throws -> Measure {
      guard let measure = self.measure(named: name) else {
        throw SpecificationError(path: "\(path).\(field)", problem: "no measure '\(name)' in \(id)")
      }
      return measure
    }
    let measure = try find(headline.measure, "measure")
    // Every judged control has a limit, and a reader wants to see how far it is away.
    guard level == .info || measure.comparison != .recorded else {
      throw SpecificationError(
        path: "\(path).measure", problem: "'\(measure.name)' is only recorded; name a measure with a limit")
    }
    guard let name = headline.count else { return }
    let count = try find(name, "count")
    guard [.count, .events, .requests].contains(count.unit) else {
      throw SpecificationError(path: "\(path).count", problem: "'\(name)' is in \(count.unit.rawValue): no count")
    }
    guard name != headline.measure else {
      throw SpecificationError(path: "\(path).count", problem: "'\(name)' is the measure itself")
    }
  }
}
