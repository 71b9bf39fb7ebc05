import MET001

extension Report {
  /// `checklist.md`: what has to be done before the system is ready, a box for each must-control; those that conform are
  /// ticked.
  package func checklist() -> String {
    var paragraphs = ["# Readiness: \(headline.escapedForMarkdown)"]
    for group in specification.groups {
      let boxes = controls.filter { $0.level == .must && $0.id.hasPrefix(group.id) && isLookedAt($0) }.map(box)
      guard !boxes.isEmpty else { continue }
      paragraphs += [
        "## \(group.id.escapedForMarkdown) \(group.title.escapedForMarkdown)", boxes.joined(separator: "\n"),
      ]
    }
    let left = controls.filter { $0.level == .must && !isLookedAt($0) }.map(\.id)
    if !left.isEmpty {
      paragraphs.append("Not looked at in this run: \(left.joined(separator: ", ").escapedForMarkdown).")
    }
    return paragraphs.joined(separator: "\n\n") + "\n"
  }

  private func isLookedAt(_ control: ControlRecord) -> Bool { control.inconclusive?.cause != .notSelected }

  private func box(_ control: ControlRecord) -> String {
    let name = "\(control.id) \(control.title)".escapedForMarkdown
    return switch control.status {
    case .pass: "- [x] \(name): \(control.finding.escapedForMarkdown)"
    case .notApplicable: "- [x] \(name), not applicable: \(control.reason.escapedForMarkdown)"
    default: "- [ ] \(name), \(control.status.rawValue): \(control.finding.escapedForMarkdown)"
    }
  }
}
