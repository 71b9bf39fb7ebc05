/// One place where a specification deviates from its reference.
package struct Tailoring: Codable, Hashable, Sendable {
  /// What deviates, such as `parameters.maxmemory` or `CAP-03.peak-memory.limit`.
  package var item: String
  /// The value in force; `nil` if the item was taken out.
  package var value: String?
  /// The value of the reference; `nil` if the item was added.
  package var reference: String?

  package init(item: String, value: String?, reference: String?) {
    self.item = item
    self.value = value
    self.reference = reference
  }
}

extension Specification {
  /// Everything that can change a verdict and differs from the reference, in the reference's order.
  package func tailoring(against reference: Specification) -> [Tailoring] {
    differences(judged(), reference.judged(), order: reference.judgedItems() + judgedItems())
  }

  private func differences(_ mine: [String: String], _ theirs: [String: String], order: [String]) -> [Tailoring] {
    var seen: Set<String> = []
    return order.compactMap { item in
      guard seen.insert(item).inserted, mine[item] != theirs[item] else { return nil }
      return Tailoring(item: item, value: mine[item], reference: theirs[item])
    }
  }

  private func judged() -> [String: String] {
    Dictionary(judgedPairs(), uniquingKeysWith: { first, _ in first })
  }

  private func judgedItems() -> [String] {
    judgedPairs().map(\.0)
  }

  private func judgedPairs() -> [(String, String)] {
    var pairs = parameters.map { ("parameters.\($0.name)", $0.judged) }
    for control in controls {
      pairs.append(("\(control.id).level", control.level.rawValue))
      pairs.append(("\(control.id).statement", control.statement))
      for measure in control.measures {
        let limit =
          switch measure.limit {
          case .value(let value): " " + value.description
          case .parameter(let name): " parameter \(name)"
          case nil: ""
          }
        let level = measure.level.map { " (\($0.rawValue))" } ?? ""
        pairs.append(("\(control.id).\(measure.name)", measure.comparison.rawValue + limit + level))
      }
    }
    return pairs
  }
}

extension Parameter {
  /// The values of every profile in words: `150 (scaled)`, `60 (quick 10, soak 3600)`.
  fileprivate var judged: String {
    let others = [scaled == true ? "scaled" : nil, quick.map { "quick \($0)" }, soak.map { "soak \($0)" }]
    let words = others.compactMap(\.self).joined(separator: ", ")
    return words.isEmpty ? value.description : "\(value) (\(words))"
  }
}
