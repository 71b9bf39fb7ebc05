package import MET001

/// What became of one control in one run of a proof.
package struct ControlFinding: Codable, Sendable, Equatable {
  package var control: String
  package var status: Status
  /// Why, in a sentence; empty if there is nothing to add.
  package var reason: String
  /// Why nothing could be judged; `nil` if something was.
  package var cause: Inconclusive.Cause?
  /// Whether the control is of level `must`. A reference system need not meet the others.
  package var isBinding: Bool

  package init(
    control: String, status: Status, reason: String = "", cause: Inconclusive.Cause? = nil, isBinding: Bool = true
  ) {
    self.control = control
    self.status = status
    self.reason = reason
    self.cause = cause
    self.isBinding = isBinding
  }
}

/// One run of a proof: of the reference system, or of one mutant.
package struct ProofRun: Codable, Sendable, Equatable {
  /// In the order of the specification.
  package var findings: [ControlFinding]
  /// What else forbids a judgement, a sentence each: an interruption, something left behind.
  package var doubts: [String]
  /// How long it took.
  package var seconds: Double

  package init(findings: [ControlFinding], doubts: [String] = [], seconds: Double = 0) {
    self.findings = findings
    self.doubts = doubts
    self.seconds = seconds
  }

  package func finding(of control: String) -> ControlFinding? {
    findings.first { $0.control == control }
  }
}

/// What a mutant's run says of one control.
package enum Mark: String, Codable, Sendable {
  /// Red, as expected.
  case killed
  /// It must turn red, and did not or not in the expected way.
  case survived
  /// It must stay green, and did not.
  case unexpected
  /// Green, as expected; or not checked, as with the reference system.
  case green
  /// Nothing can be said.
  case unjudged
}

/// A mutant and how its run went.
package struct MutantTrial: Codable, Sendable, Equatable {
  package var name: String
  package var title: String
  /// The specification that judged it: the key of its reference.
  package var specification: String
  package var red: [String: Status]
  package var run: ProofRun
  /// A second run, made where the first turned an unrelated control red or the host was too noisy to judge one. What
  /// the second does not confirm is the host's doing.
  package var repetition: ProofRun?

  package init(_ mutant: Mutant, specification: String, run: ProofRun) {
    name = mutant.name
    title = mutant.title
    self.specification = specification
    red = mutant.red
    self.run = run
  }
}

/// What all runs of a proof found: the history that is judged.
package struct Proof: Codable, Sendable, Equatable {
  /// The reference system's run under each specification.
  package var references: [String: ProofRun]
  package var trials: [MutantTrial]
  /// The mutants that were not run any more.
  package var notRun: [String]
  /// The controls that no mutant is meant to kill; empty if a filter chose the mutants.
  package var unkilled: [String]

  package init(
    references: [String: ProofRun] = [:], trials: [MutantTrial] = [], notRun: [String] = [], unkilled: [String] = []
  ) {
    self.references = references
    self.trials = trials
    self.notRun = notRun
    self.unkilled = unkilled
  }
}
