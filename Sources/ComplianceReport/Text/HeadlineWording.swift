import MET001

// What stands for a control in one line, in every form of the report.

extension MeasureRecord {
  /// The name as people say it: `loss window`, `write P99`. The name of a setting is left as it is.
  var words: String {
    guard unit != .value, name != setting else { return name }
    return name.split(separator: "-").map { word in
      let isAbbreviation = ["lru", "oom", "cpu", "aof"].contains(word) || word.wholeMatch(of: /p[0-9.]+/) != nil
      return isAbbreviation ? word.uppercased() : String(word)
    }.joined(separator: " ")
  }

  /// Observed against required in a line: `loss window 0.997 s (≤ 2 s)`.
  var finding: String { finding(beside: []) }

  /// - Parameter recommended: measures of the same value with other limits: `peak memory 86 % (≤ 90 %, should be ≤ 80 %)`.
  fileprivate func finding(beside recommended: [MeasureRecord]) -> String {
    guard outcome != .missing else { return "\(words) not recorded" }
    let observed = isSelfExplaining ? observedNumber : observedText
    let requirements = ([self] + recommended).compactMap(\.requirement).joined(separator: ", ")
    return requirements.isEmpty ? "\(words) \(observed)" : "\(words) \(observed) (\(requirements))"
  }

  /// What stands in brackets: nothing where the value is what it must be.
  private var requirement: String? {
    guard let limit, let requiredText else { return nil }
    switch outcome {
    case .within where comparison == .equal: return nil
    case .within, .recorded, .missing: return requiredText
    case .outside, .outsideRecommended:
      let verb = level == .must ? "must be" : "should be"
      return "\(verb) \(comparison == .equal ? unit.format(limit) : requiredText)"
    }
  }

  /// How often, or of how many: `12 power cuts`, `1 kill`.
  fileprivate var count: String? {
    guard let number = observed?.number else { return nil }
    let noun = number == 1 && words.hasSuffix("s") ? String(words.dropLast()) : words
    return "\(grouped(number)) \(noun)"
  }

  /// Whether the name already says what is counted: `events held 2,700,000`.
  private var isSelfExplaining: Bool {
    [.events, .requests].contains(unit) && name.split(separator: "-").contains(Substring(unit.rawValue))
  }

  private var observedNumber: String { observedText.replacing(" \(unit.rawValue)", with: "") }
}

extension ControlRecord {
  /// What an engineer would ask for first; of a control that failed, what failed worst; of one that could not be judged,
  /// why.
  var finding: String {
    switch status {
    case .pass, .info: passing
    case .fail: failing ?? reason
    case .error, .notChecked, .notApplicable, .waived: reason.isEmpty ? passing : reason
    }
  }

  /// The headline, and what was recommended and is not so.
  private var passing: String {
    let missed = measures.filter { $0.outcome == .outsideRecommended && $0.name != headline.measure }
    guard let measure = measures.first(where: { $0.name == headline.measure }) else { return reason }
    let isSame = { (other: MeasureRecord) in other.unit == measure.unit && other.observed == measure.observed }
    let count = measures.first { $0.name == headline.count }?.count
    let line = [measure.finding(beside: missed.filter(isSame)), count].compactMap(\.self).joined(separator: ", ")
    return ([line] + missed.filter { !isSame($0) }.map(\.finding)).joined(separator: "; ")
  }

  private var failing: String? {
    let failed = failedMeasures
    guard let worst = failed.first else { return nil }
    return worst.finding + (failed.count > 1 ? "; \(counted(failed.count - 1, "more measure")) outside" : "")
  }

  /// The measures outside their limits, the worst first: what must be equal and is not, then by the distance.
  private var failedMeasures: [MeasureRecord] {
    let failed = measures.filter { $0.outcome == .outside }
    return failed.enumerated().sorted { a, b in
      (a.element.margin ?? -.infinity, a.offset) < (b.element.margin ?? -.infinity, b.offset)
    }.map(\.element)
  }
}
