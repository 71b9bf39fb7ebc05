import MET001

extension Report {
  /// `summary.md`: what a reviewer reads in the summary of a pipeline's step.
  package func markdown() -> String {
    var paragraphs = ["## \(sign(of: verdict)) \(headline.escapedForMarkdown)"]
    paragraphs.append(claim.sentence.escapedForMarkdown)
    if !limitations.isEmpty {
      paragraphs.append(limitations.map { "- **\($0.escapedForMarkdown)**" }.joined(separator: "\n"))
    }
    if !findings.isEmpty {
      let items = findings.map { "- \($0.sentence.escapedForMarkdown) (\($0.control.escapedForMarkdown))" }
      paragraphs += ["### What this run found", items.joined(separator: "\n")]
    }
    let counts = tally.map { "\($0.count) \($0.status.rawValue)" }.joined(separator: " · ")
    paragraphs.append("\(counted(controls.count, "control")): \(counts)")
    paragraphs.append(table)
    let remediations = failed.filter { !$0.remediations.isEmpty }.map(remediations)
    if !remediations.isEmpty { paragraphs += ["### Remediation"] + remediations }
    paragraphs.append(provenance)
    return paragraphs.joined(separator: "\n\n") + "\n"
  }

  private func sign(of verdict: Verdict) -> String {
    switch verdict {
    case .conformant: "✅"
    case .nonconformant: "❌"
    case .indeterminate: "⚠️"
    }
  }

  private var table: String {
    let rows = controls.map { control in
      let cells = [
        control.id, control.title, control.level.rawValue, "\(control.status.sign) \(control.status.rawValue)",
        control.finding,
      ]
      return "| " + cells.map(\.escapedForMarkdown).joined(separator: " | ") + " |"
    }
    return (["| control | requirement | level | status | result |", "| --- | --- | --- | --- | --- |"] + rows)
      .joined(separator: "\n")
  }

  private func remediations(of control: ControlRecord) -> String {
    let lines = control.remediations.map { remediation in
      "# redis.conf\(remediation.command == nil ? " (restart needed)" : "")\n\(remediation.line)"
        + (remediation.command.map { "\n# the running server\n\($0)" } ?? "")
    }
    let code = lines.joined(separator: "\n")
    let fence = String(repeating: "`", count: code.contains("```") ? 8 : 3)
    return "**\("\(control.id) \(control.title)".escapedForMarkdown)**\n\n\(fence)\n\(code)\n\(fence)"
  }

  private var provenance: String {
    let profile = run.profile.words(lasting: run.duration)
    let components = system.components.map { "\($0.name) \($0.version) (\($0.path))" }
    let tested = components.isEmpty ? "no server" : components.joined(separator: ", ")
    return
      "\(specification.title) version \(specification.version) on \(tested), profile \(profile), "
      .escapedForMarkdown + "seed \(run.seed), \(run.started.readableTime.escapedForMarkdown)"
  }
}

extension String {
  /// The text as plain words of a table's cell: nothing in it is markup.
  var escapedForMarkdown: String {
    oneLine.reduce(into: "") { text, character in
      switch character {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#": text += "\\\(character)"
      default: text.append(character)
      }
    }
  }
}
