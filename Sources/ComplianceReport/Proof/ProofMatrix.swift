import MET001

extension Mark {
  fileprivate var sign: String {
    switch self {
    case .killed: "✗"
    case .survived: "!"
    case .unexpected: "?"
    case .green: "✓"
    case .unjudged: "~"
    }
  }

  fileprivate var ansi: String {
    switch self {
    case .killed: "32"
    case .survived, .unexpected: "1;31"
    case .green: "2"
    case .unjudged: "1;33"
    }
  }
}

extension Proof {
  /// What a proof prints at its end: a row for each mutant, a column for each control, then what deviates.
  package func matrix(color: Bool) -> String {
    var lines: [String] = []
    for block in blocks() {
      lines += header(block)
      lines += trials.map { row($0, block, color) }
      lines.append("")
    }
    if !trials.isEmpty {
      lines.append("✗ red as it must be   ✓ green   ! survived   ? unexpectedly red   ~ not judged   · not run")
    }
    lines += explanations
    lines += ["", headline.painted(verdict.ansi, if: color)]
    return lines.joined(separator: "\n") + "\n"
  }

  /// A line for whatever is not as it must be.
  package var explanations: [String] {
    var lines: [String] = []
    for (specification, run) in references.sorted(by: { $0.key < $1.key }) {
      lines += run.obstacles.map { "the reference system, judged by \(specification): \($0)" }
    }
    for trial in trials {
      lines += deviations(of: trial).map { "\(trial.name): \($0.sentence)" }
      lines += trial.doubts.map { "\(trial.name): \($0)" }
    }
    if !notRun.isEmpty { lines.append("not run: \(notRun.joined(separator: ", "))") }
    if !unkilled.isEmpty { lines.append("no mutant kills: \(unkilled.joined(separator: ", "))") }
    return lines
  }

  private var headline: String {
    let killed = trials.count { trial in
      deviations(of: trial).isEmpty && trial.doubts.isEmpty
    }
    let all = trials.count + notRun.count
    let score = "\(killed) of \(counted(all, "mutant")) killed by their controls, and by no other"
    return switch verdict {
    case .proved: "Proved: \(score)"
    case .refuted:
      "Refuted: \(score)\(unkilled.isEmpty ? "" : "; \(counted(unkilled.count, "control")) without a mutant")"
    case .open: trials.isEmpty ? "Nothing is proved" : "Open: \(score)"
    }
  }

  // MARK: Columns

  private static let width = 80

  private var nameWidth: Int { min(trials.map(\.name.count).max() ?? 0, 32) }

  /// The controls that occur, by groups, in as many blocks as the width asks for.
  private func blocks() -> [[[String]]] {
    let controls = Set(trials.flatMap { $0.run.findings.map(\.control) + $0.red.keys }).sorted()
    // In the order of the specification, which is that of the runs.
    var order: [String] = []
    for id in (references.values.flatMap(\.findings) + trials.flatMap(\.run.findings)).map(\.control)
    where !order.contains(String(id.prefix(3))) { order.append(String(id.prefix(3))) }
    let groups = order.map { group in controls.filter { $0.hasPrefix(group) } }.filter { !$0.isEmpty }
    var blocks: [[[String]]] = []
    var used = 0
    for group in groups {
      let needed = Self.width(of: group) + 1
      if blocks.isEmpty || nameWidth + 1 + used + needed > Self.width {
        blocks.append([])
        used = 0
      }
      blocks[blocks.count - 1].append(group)
      used += needed
    }
    return blocks
  }

  /// The groups' names, and below them the numbers of their controls, upright.
  private func header(_ block: [[String]]) -> [String] {
    let indent = String(repeating: " ", count: nameWidth)
    let names = block.map { " " + String($0[0].prefix(3)).fitted(to: Self.width(of: $0)) }.joined()
    let hasTens = block.joined().contains { !$0.dropFirst(4).hasPrefix("0") }
    func digits(_ place: Int) -> String {
      block.map { group in
        let digits = group.map { String($0.dropFirst(4).dropFirst(place).prefix(1)) }.joined()
        return " " + digits.fitted(to: Self.width(of: group))
      }.joined()
    }
    let tens = hasTens ? [indent + digits(0).replacing("0", with: " ")] : []
    return ([indent + names] + tens + [indent + digits(1)]).map(\.trimmingTrailingSpace)
  }

  private func row(_ trial: MutantTrial, _ block: [[String]], _ color: Bool) -> String {
    let marks = block.map { group in
      let signs = group.map { mark(of: $0, in: trial).map { $0.sign.painted($0.ansi, if: color) } ?? "·" }
      return " " + signs.joined() + String(repeating: " ", count: Self.width(of: group) - group.count)
    }
    return (trial.name.fitted(to: nameWidth) + marks.joined()).trimmingTrailingSpace
  }

  /// A group's columns have room for its name.
  private static func width(of group: [String]) -> Int { max(3, group.count) }
}

extension Proof.Verdict {
  fileprivate var ansi: String {
    switch self {
    case .proved: "1;32"
    case .refuted: "1;31"
    case .open: "1;33"
    }
  }
}
