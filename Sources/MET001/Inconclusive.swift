/// Why a control could not be judged, as a value: programs read the cause, people the reason.
package struct Inconclusive: Codable, Hashable, Sendable {
  package enum Cause: String, Codable, Sendable, CaseIterable {
    /// Other programs, or the host's disk, could as well be to blame for what was measured.
    case hostNoise = "host-noise"
    /// The data scatter too much, or are too few, to carry the question.
    case unresolvedData = "unresolved-data"
    /// This host or this server lacks what the control needs: a tool, a right, a command.
    case missingCapability = "missing-capability"
    /// The system under test has nothing to which the requirement could apply.
    case notApplicable = "not-applicable"
    /// A declared measure was not recorded.
    case missingMeasure = "missing-measure"
    /// A measure was recorded that the specification does not declare.
    case undeclaredMeasure = "undeclared-measure"
    /// What was recorded is no measurement: not a finite number.
    case invalidMeasure = "invalid-measure"
    /// The state that the control is about was never reached.
    case notReached = "not-reached"
    /// The test failed for another reason than a measure outside its limit.
    case testFailure = "test-failure"
    /// The test began and was not seen to end.
    case crash
    /// The tests ended before this one began.
    case notRun = "not-run"
    /// The test was skipped or cancelled, and not by its evidence.
    case skipped
    /// It says what others say together, and one of them could not be judged.
    case openControls = "open-controls"
    /// The control was not selected for the run.
    case notSelected = "not-selected"
    /// No test verifies the control.
    case noTest = "no-test"
    /// More than one test claims to verify the control.
    case severalTests = "several-tests"
    /// The test left no evidence that can be read.
    case noEvidence = "no-evidence"
  }

  package var cause: Cause
  /// What was seen, and what to do where something can be done.
  package var reason: String

  package init(_ cause: Cause, _ reason: String) {
    self.cause = cause
    self.reason = reason
  }
}

extension Inconclusive.Cause {
  /// What becomes of the control: `notChecked` or `notApplicable` if nothing went wrong, else `error`.
  package var status: Status {
    switch self {
    case .notApplicable: .notApplicable
    case .missingCapability, .skipped, .openControls, .notSelected: .notChecked
    case .hostNoise, .unresolvedData, .missingMeasure, .undeclaredMeasure, .invalidMeasure, .notReached, .testFailure,
      .crash, .notRun, .noTest, .severalTests, .noEvidence:
      .error
    }
  }

  /// The higher, the more is wrong: noise excuses nothing else, and a missing capability not even noise.
  fileprivate var weight: Int {
    switch status {
    case .notApplicable: 0
    case .notChecked: 1
    default: self == .hostNoise ? 2 : 3
    }
  }
}

extension Inconclusive {
  /// The reason in a sentence that stands for itself.
  package var sentence: String {
    switch cause {
    case .hostNoise: "host too noisy: \(reason)"
    case .unresolvedData: "cannot resolve: \(reason)"
    default: reason
    }
  }
}

extension [Inconclusive] {
  /// The one that says most against the control, the first of equals; `nil` if there is none.
  package var worst: Inconclusive? {
    reduce(nil) { worst, next in
      guard let worst, worst.cause.weight >= next.cause.weight else { return next }
      return worst
    }
  }
}
