/// What is known of a control after a run.
package enum Status: String, Codable, Sendable, CaseIterable {
  case pass, fail
  /// It could not be judged: a crash, a noisy host, a missing measure.
  case error
  /// It was not run; the reason says why.
  case notChecked = "not-checked"
  case notApplicable = "not-applicable"
  /// An accepted deviation: executed all the same.
  case waived
  /// A fact that was stated.
  case info
}

/// What is known of the system after a run.
package enum Verdict: String, Codable, Sendable {
  case conformant, nonconformant, indeterminate

  /// Weighs the selected controls. Whatever could not be judged leaves the verdict open,
  /// and so does a selection without a single must-control that applies.
  package init(weighing controls: [(level: Level, status: Status)]) {
    let musts = controls.filter { $0.level == .must && $0.status != .notApplicable }
    if musts.contains(where: { $0.status == .fail }) {
      self = .nonconformant
    } else if musts.isEmpty
      || controls.contains(where: { $0.status == .error })
      || musts.contains(where: { $0.status == .notChecked || $0.status == .info })
    {
      self = .indeterminate
    } else {
      self = .conformant
    }
  }

  /// The exit status of a run with this verdict.
  package var exitStatus: Int32 {
    switch self {
    case .conformant: 0
    case .nonconformant: 1
    case .indeterminate: 2
    }
  }
}
