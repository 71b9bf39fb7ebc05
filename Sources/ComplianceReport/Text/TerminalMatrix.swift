import MET001

extension Report {
  /// What a run prints at its end: a line for each control, then what it found, what it does not show, the verdict.
  package func matrix(color: Bool) -> String {
    let shown = controls.filter {
      run.selected.contains($0.id) || ($0.status != .notChecked && !(run.targets != nil && $0.status == .notApplicable))
    }
    let columns = Columns(shown)
    var lines = shown.flatMap { self.lines(of: $0, columns, color) }
    if shown.count < controls.count {
      let why = run.targets == nil ? "not selected" : "not selected, or in need of a server of their own"
      lines.append("\(counted(controls.count - shown.count, "control")) \(why)")
    }
    if !findings.isEmpty { lines.append("") }
    lines += findings.flatMap { "\($0.control) found: \($0.sentence)".wrapped(to: 100, indent: "  ") }
    if !limitations.isEmpty { lines.append("") }
    lines += limitations.flatMap { $0.wrapped(to: 100, first: "· ", indent: "  ") }
    lines.append("")
    lines += claim.sentence.wrapped(to: 100)
    lines.append("")
    lines += headline.wrapped(to: 100).map { $0.painted(verdict.ansi, if: color) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line, and below it what an open control's line has no room for.
  private func lines(of control: ControlRecord, _ columns: Columns, _ color: Bool) -> [String] {
    let status = control.status.rawValue.fitted(to: columns.status).painted(control.status.ansi, if: color)
    let requirement = "\(status)  \(control.id)  \(control.title.oneLine.fitted(to: columns.title))"
    let finding = control.finding.oneLine
    let indent = String(repeating: " ", count: columns.status + 2)
    let remediations = control.remediations.flatMap { remediation in
      "redis.conf: \(remediation.line); at once: \(remediation.command ?? "only with a restart")".wrapped(
        to: 100, first: "\(indent)→ ", indent: "\(indent)  ")
    }
    if control.status.needsAttention, finding.count > columns.finding {
      return [requirement.trimmingTrailingSpace] + finding.wrapped(to: 100, first: indent, indent: indent)
        + remediations
    }
    return ["\(requirement)  \(finding.shortened(to: columns.finding))".trimmingTrailingSpace] + remediations
  }
}

/// How wide each column is; all of them make a line of 100 characters.
private struct Columns {
  var status: Int
  var title: Int
  var finding: Int

  init(_ controls: [ControlRecord]) {
    status = controls.map(\.status.rawValue.count).max() ?? 0
    title = min(controls.map(\.title.count).max() ?? 0, 36)
    finding = 100 - status - "  CAP-01  ".count - title - 2
  }
}

extension Status {
  fileprivate var ansi: String {
    switch self {
    case .pass: "32"
    case .fail: "1;31"
    case .error: "1;35"
    case .notChecked, .waived: "33"
    case .notApplicable: "2"
    case .info: "36"
    }
  }
}

extension Verdict {
  fileprivate var ansi: String {
    switch self {
    case .conformant: "1;32"
    case .nonconformant: "1;31"
    case .indeterminate: "1;33"
    }
  }
}
