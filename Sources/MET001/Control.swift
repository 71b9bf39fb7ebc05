/// How binding a control is: `must` and `should` as in RFC 2119; `info` states a fact and is never judged.
package enum Level: String, Codable, Sendable, CaseIterable {
  case must, should, may, info
}

/// One requirement of the specification, verified by exactly one test.
package struct Control: Codable, Hashable, Sendable {
  /// The id, such as `CAP-03`: the first word of its test's name.
  package var id: String
  package var title: String
  package var level: Level
  /// The requirement, in the words of MET-001.
  package var statement: String
  /// Why the requirement exists: what goes wrong without it.
  package var rationale: String
  /// How its test obtains the measures.
  package var method: String
  /// What a system could do wrong without this control's noticing; `nil` if nobody has said.
  package var blindSpot: String?
  /// Where the requirement comes from.
  package var source: String
  /// The most that its test does to the server under test.
  package var access: Access
  /// What its test needs of the host.
  package var needs: Needs
  /// What stands for it in one line.
  package var headline: Headline
  /// Whether it is judged by the other controls' statuses, and not by a test. `nil` if not.
  package var checklist: Bool?
  package var measures: [Measure]

  /// The group that the control belongs to: the letters of its id.
  package var group: String { String(id.prefix(3)) }

  package func measure(named name: String) -> Measure? {
    measures.first { $0.name == name }
  }

  /// Whether the control fails if a value of the measure is outside its limit.
  ///
  /// Facts bind nobody, a recommended limit is only recommended, and what is recorded has no limit.
  package func isBinding(_ measure: Measure) -> Bool {
    guard level != .info, measure.comparison != .recorded else { return false }
    return switch measure.level {
    case nil, .must: true
    case .should, .may, .info: false
    }
  }
}

/// Controls of one subject, all verified by one test target.
package struct Group: Codable, Hashable, Sendable {
  /// The three letters that the ids of its controls begin with.
  package var id: String
  package var title: String
  /// The test target, such as `CapacityTests`.
  package var tests: String
}

/// A quantity that the specification gives and that may be tailored.
package struct Parameter: Codable, Hashable, Sendable {
  package var name: String
  package var value: Value
  /// The quick profile's own value; `nil` if it takes the value as it is, or scaled.
  package var quick: Value?
  /// The soak profile's own value; `nil` if it takes the value as it is.
  package var soak: Value?
  package var unit: MeasureUnit
  package var source: String
  /// Whether a scaled profile divides the value: `buffer-events` is 27,000 in the quick profile.
  package var scaled: Bool?

  /// The profile's own value where it has one, else the value at its scale: a scaled number is rounded to a whole one.
  package func value(in profile: Profile) -> Value {
    let own: Value? =
      switch profile {
      case .quick: quick
      case .full: nil
      case .soak: soak
      }
    if let own { return own }
    guard scaled == true, case .number(let number) = value else { return value }
    return .number((number * profile.scale).rounded())
  }
}
