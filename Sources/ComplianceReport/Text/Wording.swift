import MET001

// The words that every form of the report shares.

extension Status {
  /// A sign that tells the status without colour.
  var sign: String {
    switch self {
    case .pass: "✓"
    case .fail: "✗"
    case .error: "!"
    case .notChecked: "–"
    case .notApplicable: "∅"
    case .waived: "≈"
    case .info: "i"
    }
  }

  /// The order in which a reader should look: what needs an answer comes first.
  static let byUrgency: [Status] = [.fail, .error, .waived, .notChecked, .pass, .info, .notApplicable]

  var needsAttention: Bool { self == .fail || self == .error }
}

extension MeasureRecord {
  /// The deciding value; the range of the values where none of several decides.
  var observedText: String {
    guard let observed else { return "not recorded" }
    let numbers = observations.compactMap(\.value.number)
    if comparison == .recorded, let least = numbers.min(), let most = numbers.max(), least < most {
      return "\(unit.format(.number(least))) to \(unit.format(.number(most)))"
    }
    return unit.format(observed, against: limit)
  }

  /// What the value is compared with, such as `≤ 90 %`; `nil` if it is only recorded.
  var requiredText: String? {
    limit.map { "\(comparison.sign) \(unit.format($0))" }
  }

  /// The distance to the limit with its sign: `+3.1 %`.
  var marginText: String? {
    margin.map { ($0 > 0 ? "+" : "") + formatted(ratio: $0) }
  }
}

extension ControlRecord {
  /// The group that the control belongs to: the letters of its id.
  var group: String { String(id.prefix { $0 != "-" }) }
}

/// The controls of one group of the specification.
struct ControlGroup {
  var id: String
  var title: String
  /// The test target.
  var tests: String
  var controls: [ControlRecord]
}

extension Report {
  /// Every control, by group, in the report's order.
  var controlGroups: [ControlGroup] {
    var ids: [String] = []
    for control in controls where !ids.contains(control.group) { ids.append(control.group) }
    return ids.map { id in
      let group = specification.groups.first { $0.id == id }
      return ControlGroup(
        id: id, title: group?.title ?? id, tests: group?.tests ?? id, controls: controls.filter { $0.group == id })
    }
  }

  /// The statuses that occur, with how often, the urgent ones first.
  var tally: [(status: Status, count: Int)] { Self.tally(controls) }

  static func tally(_ controls: [ControlRecord]) -> [(status: Status, count: Int)] {
    Status.byUrgency.compactMap { status in
      let count = controls.count { $0.status == status }
      return count > 0 ? (status, count) : nil
    }
  }

  var failed: [ControlRecord] { controls.filter { $0.status == .fail } }
}

extension Value {
  var number: Double? {
    if case .number(let number) = self { number } else { nil }
  }
}

func formatted(bytes: Int) -> String { MeasureUnit.bytes.format(.number(Double(bytes))) }
func formatted(seconds: Double) -> String { MeasureUnit.seconds.format(.number(seconds)) }
func formatted(ratio: Double) -> String { MeasureUnit.ratio.format(.number(ratio)) }

/// A count with its noun: `1 control`, `3 controls`.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(Double(count))) \(noun)\(count == 1 ? "" : "s")"
}
