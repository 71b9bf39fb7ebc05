private let width = 116

/// The help of one command.
func commandHelp(_ command: any Command.Type) -> String {
  let options = command.usages.map { ($0, explanation($0.name, of: [command])) }
  let statuses = (command.statuses.indices.map { "\($0)" } + failures.map { "\($0.status)" }).map { "  \($0)" }
  return """
    usage: \(command.synopsis)
    \(sentence(command.summary))

    \(options.isEmpty ? "It has no options." : optionTable(options))

    exit status
    \(columns(statuses, command.statuses + failures.map(\.meaning)))
    """
}

/// The help of all commands.
var overallHelp: String {
  var names: [String] = []
  for usage in commands.flatMap({ $0.usages }) where !names.contains(usage.name) { names.append(usage.name) }
  let options = names.compactMap { name -> (OptionUsage, String)? in
    let owners = commands.filter { $0.usages.contains { $0.name == name } }
    return owners.first?.usages.first { $0.name == name }.map { ($0, explanation(name, of: owners, naming: true)) }
  }
  let synopses = commands.map { ($0 == defaultCommand ? "usage: " : "       ") + $0.synopsis }
  let statuses = commands.map { listed($0.statuses.enumerated().map { ($0, $1) }) } + [listed(failures)]
  return """
    Verifies that a Redis meets MET-001, and writes a compliance report.

    \(columns(synopses, commands.map { $0.summary }))
           compliance COMMAND --help

    \(optionTable(options))

    exit status
    \(columns((commands.map { $0.name } + ["any"]).map { "  \($0)" }, statuses))
    """
}

private let failures = [
  (status: UsageError.exitStatus, meaning: "nothing was done; the message says what to change"),
  (status: HarnessError.exitStatus, meaning: "the harness itself failed"),
]

private func listed(_ statuses: [(status: some BinaryInteger, meaning: String)]) -> String {
  statuses.map { "\($0.status) \($0.meaning)" }.joined(separator: " · ")
}

/// What the option means to the commands that have it.
///
/// - Parameter naming: whether to name the commands to which it means something else than to the default command.
private func explanation(_ option: String, of owners: [any Command.Type], naming: Bool = false) -> String {
  var meanings: [(help: String, defaults: [String])] = []
  for owner in owners {
    guard let usage = owner.usages.first(where: { $0.name == option }) else { continue }
    let name = naming && owner.name != defaultCommand.name ? "\(owner.name): " : ""
    if let last = meanings.indices.last, meanings[last].help.hasSuffix(usage.help) {
      if let standard = usage.standard, meanings[last].defaults != [standard] {
        meanings[last].defaults.append("\(name)\(standard)")
      }
    } else {
      meanings.append(("\(name)\(usage.help)", usage.standard.map { [$0] } ?? []))
    }
  }
  return meanings.map { help, defaults in
    defaults.isEmpty ? help : "\(help) (default \(defaults.joined(separator: "; ")))"
  }.joined(separator: "; ")
}

// MARK: Columns

/// For each option how it is written, its variable, and what it means.
private func optionTable(_ options: [(usage: OptionUsage, meaning: String)]) -> String {
  let written = options.map { "  " + [$0.usage.name, $0.usage.value].compactMap { $0 }.joined(separator: " ") }
  let variables = options.map { $0.usage.variable ?? "" }
  let hasVariables = variables.contains { !$0.isEmpty }
  let names = columns(["options"] + written, [hasVariables ? "environment" : ""] + variables)
  return columns(names.split(separator: "\n").map(String.init), [""] + options.map(\.meaning))
}

/// A line for each of the first texts with the second one beside it, which is wrapped in its column.
private func columns(_ first: [String], _ second: [String]) -> String {
  let indent = (first.map(\.count).max() ?? 0) + 2
  let rows = zip(first, second).map { first, second in
    let padding = String(repeating: " ", count: indent - first.count)
    let lines = wrapped(second, to: width - indent)
    return lines.isEmpty
      ? first : first + padding + lines.joined(separator: "\n\(String(repeating: " ", count: indent))")
  }
  return rows.joined(separator: "\n")
}

private func wrapped(_ text: String, to width: Int) -> [String] {
  text.split(separator: " ").reduce(into: []) { lines, word in
    if let last = lines.last, last.count + 1 + word.count <= width {
      lines[lines.count - 1] = "\(last) \(word)"
    } else {
      lines.append(String(word))
    }
  }
}

private func sentence(_ text: String) -> String {
  "\(text.prefix(1).uppercased())\(text.dropFirst())."
}
