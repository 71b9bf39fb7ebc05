/// A quantity that a control's test has to record, and what it is compared with.
package struct Measure: Codable, Hashable, Sendable {
  package var name: String
  /// What is measured, in a few words.
  package var description: String
  package var unit: MeasureUnit
  package var comparison: Comparison
  /// Absent where the comparison is `recorded`.
  package var limit: Limit?
  /// The level of this limit where it is lower than the control's: CAP-03 must keep 90 % and should keep 80 %.
  package var level: Level?
  /// The redis setting that the measure reads: what to write to close a gap.
  package var setting: Setting?
  /// The most that measuring it does to the server, where that is less than what the control does; `nil` for the same.
  package var access: Access?
  /// Whether it is looked up on the server's host, and not asked of the server. `nil` if not.
  package var host: Bool?

  /// Whether the value is within the limit. A text is never within a numeric limit, nor a number that is not finite.
  package func admits(_ observed: Value, limit: Value?) -> Bool {
    if case .number(let number) = observed, !number.isFinite { return false }
    return switch (comparison, observed, limit) {
    case (.recorded, _, _): true
    case (.equal, let observed, let limit?): observed == limit
    case (.atMost, .number(let observed), .number(let limit)?): observed <= limit
    case (.atLeast, .number(let observed), .number(let limit)?): observed >= limit
    case (.below, .number(let observed), .number(let limit)?): observed < limit
    default: false
    }
  }

  /// How far the value is from its limit, as a share of the limit: positive within, negative outside.
  /// `nil` if there is no distance: an equality, a text, a limit of zero.
  package func margin(of observed: Value, limit: Value?) -> Double? {
    guard case .number(let observed) = observed, case .number(let limit)? = limit, limit != 0 else { return nil }
    let distance = (limit - observed) / abs(limit)
    return switch comparison {
    case .atMost, .below: distance
    case .atLeast: -distance
    case .equal, .recorded: nil
    }
  }
}

package enum Comparison: String, Codable, Sendable, CaseIterable {
  case equal
  case atMost = "at-most"
  case atLeast = "at-least"
  case below
  /// Stated, not judged.
  case recorded

  /// The sign that stands before a limit.
  package var sign: String {
    switch self {
    case .equal: "="
    case .atMost: "≤"
    case .atLeast: "≥"
    case .below: "<"
    case .recorded: ""
    }
  }
}

/// A value of its own, or the value of one of the specification's parameters.
package enum Limit: Hashable, Sendable {
  case value(Value)
  case parameter(String)
}

extension Limit: Codable {
  private enum CodingKeys: CodingKey { case parameter }

  package init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: CodingKeys.self) {
      self = .parameter(try container.decode(String.self, forKey: .parameter))
    } else {
      self = .value(try Value(from: decoder))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .value(let value): try value.encode(to: encoder)
    case .parameter(let name):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .parameter)
    }
  }
}

/// The redis setting behind a measure.
package struct Setting: Codable, Hashable, Sendable {
  package var name: String
  /// What to set it to, where that is not the limit itself.
  package var value: Value?
  /// Whether only a restart applies it: CONFIG SET refuses it.
  package var restart: Bool?
}

/// What closes a gap between a server and the specification.
package struct Remediation: Codable, Hashable, Sendable {
  package var setting: String
  /// The line for redis.conf.
  package var line: String
  /// The command for the running server; `nil` if only a restart applies the line.
  package var command: String?
}

extension Measure {
  /// How to bring the setting within the limit; `nil` if the measure reads no setting.
  package func remediation(limit: Value?) -> Remediation? {
    guard let setting, let value = setting.value ?? limit else { return nil }
    let words = value.description
    // A value of several words is one argument of CONFIG SET, but several of a redis.conf line.
    let argument = words.contains(" ") ? "\"\(words)\"" : words
    return Remediation(
      setting: setting.name,
      line: "\(setting.name) \(words)",
      command: setting.restart == true ? nil : "CONFIG SET \(setting.name) \(argument)")
  }
}
