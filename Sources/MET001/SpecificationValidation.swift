extension Specification {
  /// Checks what the types cannot: ids, references, and that every binding control can fail.
  func validate() throws {
    try requireUnique(parameters.map(\.name), at: "parameters", field: "name")
    try requireUnique(groups.map(\.id), at: "groups", field: "id")
    try requireUnique(controls.map(\.id), at: "controls", field: "id")
    if let base, !Self.shippedNames.contains(base) {
      let shipped = Self.shippedNames.joined(separator: ", ")
      throw SpecificationError(path: "base", problem: "expected one of \(shipped)")
    }
    if let configuration, ["", ".", ".."].contains(configuration) || configuration.contains("/") {
      throw SpecificationError(path: "configuration", problem: "expected the name of a file in deploy/")
    }
    for (index, parameter) in parameters.enumerated() {
      try validate(parameter, at: "parameters[\(index)]")
    }
    guard !controls.isEmpty else { throw SpecificationError(path: "controls", problem: "there is none") }
    for (index, control) in controls.enumerated() {
      try validate(control, at: "controls[\(index)]")
    }
  }

  private func validate(_ parameter: Parameter, at path: String) throws {
    if parameter.quick != nil, parameter.scaled == true {
      throw SpecificationError(
        path: "\(path).quick", problem: "'\(parameter.name)' is scaled in the quick profile; take out scaled or quick")
    }
    for (profile, value) in [("quick", parameter.quick), ("soak", parameter.soak)] {
      let expected: String? =
        switch (value, parameter.value) {
        case (.text, .number): "a number"
        case (.number, .text): "a text"
        default: nil
        }
      guard let expected else { continue }
      throw SpecificationError(path: "\(path).\(profile)", problem: "expected \(expected) as in value")
    }
  }

  private func validate(_ control: Control, at path: String) throws {
    guard control.id.wholeMatch(of: /[A-Z]{3}-[0-9]{2}/) != nil else {
      throw SpecificationError(path: "\(path).id", problem: "'\(control.id)' is not of the form ABC-01")
    }
    guard group(of: control) != nil else {
      throw SpecificationError(path: "\(path).id", problem: "no group '\(control.group)' in groups")
    }
    try requireUnique(control.measures.map(\.name), at: "\(path).measures", field: "name")
    for (index, measure) in control.measures.enumerated() {
      try validate(measure, at: "\(path).measures[\(index)]")
    }
    guard control.level == .info || control.measures.contains(where: control.isBinding) else {
      throw SpecificationError(path: "\(path).measures", problem: "no measure of \(control.id) can fail")
    }
    guard !control.measures.isEmpty else {
      throw SpecificationError(path: "\(path).measures", problem: "\(control.id) measures nothing")
    }
    try control.validateHeadline(at: "\(path).headline")
    guard control.needs.buffers.isFinite, control.needs.buffers >= 0 else {
      throw SpecificationError(path: "\(path).needs.buffers", problem: "expected 0 or more")
    }
  }

  private func validate(_ measure: Measure, at path: String) throws {
    guard (measure.limit == nil) == (measure.comparison == .recorded) else {
      let problem = measure.limit == nil ? "\(measure.comparison.rawValue) needs a limit" : "recorded takes no limit"
      throw SpecificationError(path: "\(path).limit", problem: problem)
    }
    if let level = measure.level, level != .should, level != .may {
      throw SpecificationError(path: "\(path).level", problem: "expected should or may, or nothing")
    }
    if case .parameter(let name) = measure.limit, value(of: name, in: .full) == nil {
      throw SpecificationError(path: "\(path).limit.parameter", problem: "no parameter '\(name)' in parameters")
    }
    let limit = limit(of: measure, in: .full)
    if case .text = limit, measure.unit != .value {
      throw SpecificationError(path: "\(path).limit", problem: "expected a number of \(measure.unit.rawValue)")
    }
    if case .text = limit, measure.comparison != .equal {
      throw SpecificationError(path: "\(path).limit", problem: "a text can only be compared by equal")
    }
  }

  private func requireUnique(_ names: [String], at path: String, field: String) throws {
    var seen: Set<String> = []
    for (index, name) in names.enumerated() where !seen.insert(name).inserted {
      throw SpecificationError(path: "\(path)[\(index)].\(field)", problem: "duplicate '\(name)'")
    }
  }

  /// Refuses controls and measures that the tests behind the shipped specifications do not record.
  func requireMeasurable(by shipped: [Specification]) throws {
    for (index, control) in controls.enumerated() {
      let known = shipped.compactMap { $0.control(control.id) }
      guard !known.isEmpty else {
        throw SpecificationError(path: "controls[\(index)].id", problem: "no test verifies '\(control.id)'")
      }
      let names = known.flatMap(\.measures).map(\.name).reduce(into: [String]()) { names, name in
        if !names.contains(name) { names.append(name) }
      }
      for (position, measure) in control.measures.enumerated() where !names.contains(measure.name) {
        throw SpecificationError(
          path: "controls[\(index)].measures[\(position)].name",
          problem: "unknown measure '\(measure.name)'; \(control.id) has \(names.joined(separator: ", "))")
      }
    }
  }
}
