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
  package private(set) var status: Status
  /// Why, in a sentence; empty if there is nothing to add to the measures.
  package private(set) var reason: String
  /// Why nothing could be judged: there if, and only if, the status is `error` or `notChecked`.
  package private(set) var inconclusive: Inconclusive?
  package var measures: [MeasureJudgement]

  fileprivate init(_ status: Status, because reason: String, measures: [MeasureJudgement]) {
    (self.status, self.reason, self.measures) = (status, reason, measures)
  }

  package init(_ inconclusive: Inconclusive, measures: [MeasureJudgement]) {
    self.init(inconclusive.cause.status, because: inconclusive.sentence, measures: measures)
    self.inconclusive = inconclusive
  }
}

extension Specification {
  /// Judges one control by its evidence and by how its test went. A measure outside its limit is a failure, and so is
  /// what the system under test must never do, whatever else happened; anything that leaves a doubt is an error.
  ///
  /// - Parameters:
  ///   - outcome: how the test went; `nil` if no test of that name exists.
  package func judge(
    _ control: Control, evidence: ControlEvidence?, outcome: TestOutcome?, profile: Profile
  ) -> Judgement {
    let measures = (evidence?.measures(of: control) ?? control.measures).map {
      judge($0, of: control, evidence: evidence, profile: profile)
    }
    let faults = measures.filter { $0.outcome == .outside }.map(\.sentence) + (evidence?.violations ?? [])
    guard faults.isEmpty else {
      return Judgement(.fail, because: faults.joined(separator: "; "), measures: measures)
    }
    if let doubt = doubt(about: control, evidence: evidence, outcome: outcome, measures: measures) {
      return Judgement(doubt, measures: measures)
    }
    let recommendations = measures.filter { $0.outcome == .outsideRecommended }.map(\.sentence)
    return Judgement(
      control.level == .info ? .info : .pass, because: recommendations.joined(separator: "; "), measures: measures)
  }

  /// Why a control of which no measure fails cannot be judged; `nil` if it can.
  private func doubt(
    about control: Control, evidence: ControlEvidence?, outcome: TestOutcome?, measures: [MeasureJudgement]
  ) -> Inconclusive? {
    guard let outcome else { return Inconclusive(.noTest, "no test verifies this control") }
    let failure = outcome.failures.first
    switch outcome.end {
    case .notStarted: return Inconclusive(.notRun, failure ?? "not run: the tests ended before this control")
    case .crashed: return Inconclusive(.crash, failure ?? "the tests ended in the middle of this control")
    case .skipped, .cancelled, .ended: break
    }
    // Whatever the test found itself, it recorded as a value and as one failure. More failures are of something else.
    let found = evidence?.inconclusive ?? []
    let told = found.count { $0.cause.status == .error } + (evidence?.contributions.count ?? 0)
    if outcome.failures.count > told {
      let failures = found.isEmpty ? outcome.failures.prefix(1) : outcome.failures[...]
      return Inconclusive(.testFailure, failures.joined(separator: "; "))
    }
    if let worst = (found + contradictions(in: evidence, of: control)).worst { return worst }
    switch outcome.end {
    case .skipped(let reason), .cancelled(let reason): return Inconclusive(.skipped, reason)
    case .notStarted, .crashed, .ended: break
    }
    guard evidence != nil else { return Inconclusive(.noEvidence, "the test left no evidence") }
    guard !measures.isEmpty else { return Inconclusive(.missingMeasure, "nothing of it can be read") }
    let missing = measures.filter { $0.outcome == .missing }.map(\.measure.name)
    return missing.isEmpty ? nil : Inconclusive(.missingMeasure, "not recorded: \(missing.joined(separator: ", "))")
  }

  /// What the evidence itself shows to be wrong, whether or not its test said so.
  private func contradictions(in evidence: ControlEvidence?, of control: Control) -> [Inconclusive] {
    guard let evidence else { return [] }
    let undeclared = evidence.observations.filter { control.measure(named: $0.measure) == nil }.map {
      Inconclusive(.undeclaredMeasure, "'\($0.measure)' was recorded, but the specification has no such measure")
    }
    let unreached = evidence.reached.filter { !$0.happened }.map {
      Inconclusive(.notReached, "proves nothing: never reached that \($0.claim)")
    }
    return undeclared + unreached
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
