/// How a control's test went, as its runner saw it.
package struct TestOutcome: Sendable, Equatable {
  package enum End: Sendable, Equatable {
    /// The test is known but was never started.
    case notStarted
    /// The test started and its end was never seen.
    case crashed
    case skipped(String)
    case cancelled(String)
    case ended
  }

  package var end: End
  /// The first line of each failure, in order; known issues count as failures too.
  package var failures: [String]

  package init(end: End, failures: [String] = []) {
    self.end = end
    self.failures = failures
  }
}

/// One measure of a control after a run.
package struct MeasureJudgement: Sendable, Equatable {
  package enum Outcome: String, Codable, Sendable {
    case within, outside
    /// Outside a limit that is only recommended.
    case outsideRecommended = "outside-recommended"
    case recorded
    case missing
  }

  package var measure: Measure
  package var limit: Value?
  /// The value that decides: the worst of all that were observed.
  package var observed: Value?
  package var of: String?
  package var outcome: Outcome
  /// Every value that was observed, in order.
  package var observations: [Observation]
}

/// What a control's evidence says.
package struct Judgement: Sendable, Equatable {
  package var status: Status
  /// Why, in a sentence; empty where there is nothing to add to the measures.
  package var reason: String
  package var measures: [MeasureJudgement]
}

extension Specification {
  /// Judges one control by its evidence and by how its test went. A measure outside its limit is a failure,
  /// whatever else happened; anything that leaves a doubt is an error.
  ///
  /// - Parameters:
  ///   - outcome: how the test went; `nil` if no test of that name exists.
  package func judge(
    _ control: Control, evidence: ControlEvidence?, outcome: TestOutcome?, profile: Profile
  ) -> Judgement {
    let measures = control.measures.map { judge($0, of: control, evidence: evidence, profile: profile) }
    let outside = measures.filter { $0.outcome == .outside }
    guard outside.isEmpty else {
      return Judgement(status: .fail, reason: outside.map(\.sentence).joined(separator: "; "), measures: measures)
    }
    let (status, reason) = status(of: control, evidence: evidence, outcome: outcome, measures: measures)
    return Judgement(status: status, reason: reason, measures: measures)
  }

  private func status(
    of control: Control, evidence: ControlEvidence?, outcome: TestOutcome?, measures: [MeasureJudgement]
  ) -> (Status, String) {
    guard let outcome else { return (.error, "no test verifies this control") }
    // A failure before the skip or the cancellation is a doubt, not a missing capability.
    let failure = outcome.failures.first
    switch outcome.end {
    case .notStarted: return (.error, failure ?? "not run: the tests ended before this control")
    case .crashed: return (.error, failure ?? "the tests ended in the middle of this control")
    case .skipped(let reason), .cancelled(let reason):
      return failure.map { (.error, $0) } ?? (.notChecked, evidence?.notChecked ?? reason)
    case .ended: break
    }
    guard let evidence else { return (.error, failure ?? "the test left no evidence") }
    if let failure { return (.error, failure) }
    if let reason = evidence.notChecked { return (.notChecked, reason) }
    let missing = measures.filter { $0.outcome == .missing }.map(\.measure.name)
    guard missing.isEmpty else {
      return (.error, "not recorded: \(missing.joined(separator: ", "))")
    }
    if let undeclared = evidence.observations.first(where: { control.measure(named: $0.measure) == nil }) {
      return (.error, "'\(undeclared.measure)' was recorded, but the specification has no such measure")
    }
    if let unreached = evidence.reached.first(where: { !$0.happened }) {
      return (.error, "proves nothing: never reached that \(unreached.claim)")
    }
    let recommendations = measures.filter { $0.outcome == .outsideRecommended }.map(\.sentence)
    return (control.level == .info ? .info : .pass, recommendations.joined(separator: "; "))
  }

  private func judge(
    _ measure: Measure, of control: Control, evidence: ControlEvidence?, profile: Profile
  ) -> MeasureJudgement {
    let limit = limit(of: measure, in: profile)
    let observations = evidence?.observations.filter { $0.measure == measure.name } ?? []
    let outside = observations.filter { !measure.admits($0.value, limit: limit) }
    let worst = (outside.isEmpty ? observations : outside).min {
      margin($0, measure, limit) < margin($1, measure, limit)
    }
    let outcome: MeasureJudgement.Outcome
    if let worst {
      if measure.admits(worst.value, limit: limit) {
        outcome = measure.comparison == .recorded ? .recorded : .within
      } else {
        outcome = control.isBinding(measure) ? .outside : .outsideRecommended
      }
    } else {
      outcome = .missing
    }
    return MeasureJudgement(
      measure: measure, limit: limit, observed: worst?.value, of: worst?.of, outcome: outcome,
      observations: observations)
  }

  private func margin(_ observation: Observation, _ measure: Measure, _ limit: Value?) -> Double {
    measure.margin(of: observation.value, limit: limit) ?? 0
  }
}

extension Judgement {
  /// What closes the gaps that were found, each once: several measures may read the same setting.
  package var remediations: [Remediation] {
    measures.reduce(into: []) { remediations, judged in
      guard judged.outcome == .outside || judged.outcome == .outsideRecommended,
        let remediation = judged.measure.remediation(limit: judged.limit), !remediations.contains(remediation)
      else { return }
      remediations.append(remediation)
    }
  }
}

extension MeasureJudgement {
  /// What was observed and what is asked for, such as `peak-memory is 93.1 %, must be ≤ 90 %`.
  package var sentence: String {
    let subject = of.map { "\(measure.name) of \($0)" } ?? measure.name
    guard let observed else { return "\(subject) was not recorded" }
    let value = measure.unit.format(observed, against: limit)
    guard let limit else { return "\(subject) is \(value)" }
    let verb = outcome == .outsideRecommended ? "should be" : "must be"
    let sign = measure.comparison == .equal ? "" : "\(measure.comparison.sign) "
    return "\(subject) is \(value), \(verb) \(sign)\(measure.unit.format(limit))"
  }
}
