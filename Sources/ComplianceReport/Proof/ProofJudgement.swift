package import MET001

extension Status {
  /// Whether a control with this status found nothing wrong.
  package var isGreen: Bool { self == .pass || self == .info }

  /// Whether a control with this status says nothing of the system.
  fileprivate var isSilent: Bool { self == .notChecked || self == .notApplicable }
}

extension ControlFinding {
  /// The status and why, in one line.
  fileprivate var sentence: String { status.rawValue + (reason.isEmpty ? "" : ": \(reason.oneLine)") }

  /// Whether this is red where it need not be green.
  fileprivate var isToleratedFailure: Bool { status == .fail && !isBinding }

  /// An error that the host is to blame for says nothing of the system.
  fileprivate var isHostsFault: Bool { status == .error && cause == .hostNoise }
}

extension ProofRun {
  /// Why a run of the reference system proves nothing, a sentence each; empty if it can be compared with.
  ///
  /// What cannot be checked here, or does not apply, is no reason: it need not be otherwise with a mutant. Nor is a
  /// recommendation that the reference system does not follow: it has shown that it can be red.
  package var obstacles: [String] {
    doubts
      + findings.filter { !$0.status.isGreen && !$0.status.isSilent && !$0.isToleratedFailure }.map {
        "\($0.control) is \($0.sentence)"
      }
  }

  /// Whether mutants can be compared with this run of the reference system: nothing is red in it. Where the host was too
  /// noisy to judge some controls, the others can all the same.
  package var isComparable: Bool {
    doubts.isEmpty && obstacles.count == findings.count(where: \.isHostsFault)
  }
}

/// A control of a trial that is not what it must be.
package struct Deviation: Codable, Sendable, Equatable {
  package var control: String
  package var mark: Mark
  /// What was expected, what was seen and why, in one line.
  package var sentence: String
}

extension MutantTrial {
  /// Whether the run leaves open whose doing it was: a red that nobody expected, or a host too noisy to judge a
  /// control. A second run tells.
  package func callsForRepetition(reference: ProofRun?) -> Bool {
    run.findings.contains(where: \.isHostsFault) || deviations(reference: reference).contains { $0.mark == .unexpected }
  }

  /// What forbids a judgement of either run, a sentence each.
  package var doubts: [String] { run.doubts + (repetition?.doubts ?? []) }

  /// What the runs say of the control; `nil` if it was not run.
  package func mark(of control: String, reference: ProofRun?) -> Mark? {
    guard let finding = finding(of: control) else { return red[control] == nil ? nil : .unjudged }
    if finding.isHostsFault { return .unjudged }
    // Where the host was too noisy for the reference system, a red may be no doing of the mutant.
    let isComparable = reference?.finding(of: control)?.isHostsFault != true
    if let expected = red[control] {
      if finding.status == expected { return isComparable ? .killed : .unjudged }
      return finding.status == .notChecked ? .unjudged : .survived
    }
    if isGreen(finding, reference) { return .green }
    guard isComparable else { return .unjudged }
    // Red once and not once more may be the host's doing.
    let all = findings(of: control)
    return all.allSatisfy { !$0.isHostsFault && !isGreen($0, reference) } ? .unexpected : .unjudged
  }

  /// What each run says of the control.
  private func findings(of control: String) -> [ControlFinding] {
    [run, repetition].compactMap { $0?.finding(of: control) }
  }

  /// What counts: the first run, and where the host spoilt that, the second.
  private func finding(of control: String) -> ControlFinding? {
    let all = findings(of: control)
    return all.first { !$0.isHostsFault } ?? all.first
  }

  /// Whether the control is as green as with the reference system: what cannot be checked there, or is a recommendation
  /// that is not followed there, need not be here.
  private func isGreen(_ finding: ControlFinding, _ reference: ProofRun?) -> Bool {
    finding.status.isGreen
      || (finding.status.isSilent || finding.isToleratedFailure)
        && reference?.finding(of: finding.control)?.status == finding.status
  }

  /// The controls that are not what they must be, in the order of their run.
  package func deviations(reference: ProofRun?) -> [Deviation] {
    let controls = run.findings.map(\.control)
    let missing = red.keys.filter { !controls.contains($0) }.sorted()
    return (controls + missing).compactMap { control in
      guard let mark = mark(of: control, reference: reference), mark != .killed, mark != .green else { return nil }
      let expected = red[control]?.rawValue ?? "green"
      let all = findings(of: control)
      var got = all.first?.sentence ?? "nothing"
      if let first = all.first, let second = all.dropFirst().first, first.isHostsFault || first.status != second.status
      {
        got += " (\(isGreen(second, reference) ? "green" : second.sentence) when run again)"
      }
      return Deviation(control: control, mark: mark, sentence: "\(control) expected \(expected), got \(got)")
    }
  }
}

extension Proof {
  package enum Verdict: String, Codable, Sendable {
    /// Every mutant is killed by its controls, and by no other.
    case proved
    case refuted
    /// Something could not be judged.
    case open

    package var exitStatus: Int32 {
      switch self {
      case .proved: 0
      case .refuted: 1
      case .open: 2
      }
    }
  }

  /// A mutant that survives or turns an unrelated control red refutes, and so does a control that no mutant kills;
  /// else whatever could not be judged leaves it open.
  package var verdict: Verdict {
    // Nothing can be compared with a reference system that is not green.
    guard references.values.allSatisfy(\.isComparable) else { return .open }
    let marks = trials.flatMap { deviations(of: $0).map(\.mark) }
    if marks.contains(.survived) || marks.contains(.unexpected) || !unkilled.isEmpty { return .refuted }
    let isOpen =
      marks.contains(.unjudged) || !notRun.isEmpty || trials.isEmpty || trials.contains { !$0.doubts.isEmpty }
      || trials.contains { references[$0.specification]?.obstacles.isEmpty != true }
    return isOpen ? .open : .proved
  }

  package func mark(of control: String, in trial: MutantTrial) -> Mark? {
    trial.mark(of: control, reference: references[trial.specification])
  }

  package func deviations(of trial: MutantTrial) -> [Deviation] {
    trial.deviations(reference: references[trial.specification])
  }
}
