/// What one control's test observed: the history that is judged afterwards. Written by the test, read by the report.
package struct ControlEvidence: Codable, Sendable, Equatable {
  package var control: String
  package var observations: [Observation] = []
  /// The dangerous states that the test claims to have reached.
  package var reached: [Reached] = []
  /// What keeps the control from being judged, as its test found out: in order, empty if nothing does.
  package var inconclusive: [Inconclusive] = []
  /// How many single samples the observations rest on.
  package var samples = 0
  /// Facts for the reader of the report, a sentence each.
  package var notes: [String] = []
  /// What anybody must know who reads no more than the verdict, a sentence each.
  package var findings: [String] = []
  package var figures: [Figure] = []
  /// What was tested: each program once for each configuration that it was started with.
  package var components: [Component] = []
  /// What the system under test did that no control allows, a sentence each, with its own words: it refused a command,
  /// closed a connection, crashed, did not start.
  package var violations: [String] = []
  /// What was seen of servers that somebody else runs; `nil` if there was none.
  package var looks: [Look]?
  /// What was seen here of requirements that hold for the whole run.
  package var contributions: [Contribution] = []

  package init(control: String) {
    self.control = control
  }
}

/// What one control's test observed of another control's requirement.
package struct Contribution: Codable, Sendable, Equatable {
  /// The other control.
  package var control: String
  package var observation: Observation
  /// Facts for the reader of the report, a sentence each.
  package var notes: [String]

  package init(to control: String, _ observation: Observation, notes: [String] = []) {
    self.control = control
    self.observation = observation
    self.notes = notes
  }
}

/// One recorded value.
package struct Observation: Codable, Sendable, Equatable {
  package var measure: String
  /// What exactly was observed, where a measure has several subjects: `list, 2024-11`.
  package var of: String?
  package var value: Value

  package init(measure: String, of: String? = nil, value: Value) {
    self.measure = measure
    self.of = of
    self.value = value
  }
}

/// A state that must have been reached for the control to prove anything.
package struct Reached: Codable, Sendable, Equatable {
  package var claim: String
  package var happened: Bool

  package init(claim: String, happened: Bool) {
    self.claim = claim
    self.happened = happened
  }
}
