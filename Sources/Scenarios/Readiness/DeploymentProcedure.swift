/// A text in Markdown whose blocks of commands deploy the buffer.
package struct DeploymentProcedure: Sendable, Equatable {
  /// Commands that are run together, in one shell.
  package struct Block: Sendable, Equatable {
    /// The heading of the second level under which it stands.
    package var section: String
    /// The number of its first line in the text, counted from 1.
    package var line: Int
    package var commands: String

    package init(section: String, line: Int, commands: String) {
      (self.section, self.line, self.commands) = (section, line, commands)
    }
  }

  /// What it has to have, each by what its heading says.
  package enum Step: String, Sendable, CaseIterable {
    case install, start
    case smokeTest = "smoke test"
    case upgrade
    case backUp = "back up"
    case restore
    case rollBack = "roll back"

    /// Whether the heading says that this is here.
    func isTold(by heading: String) -> Bool {
      let words = heading.lowercased().filter { !" -".contains($0) }
      return words.contains(rawValue.filter { $0 != " " })
    }

    /// Whether the server must serve when the step is done.
    var leavesServing: Bool { self != .install }
  }

  package var blocks: [Block]

  /// - Parameter markdown: blocks between ``` or ~~~ whose language is sh, bash or shell are run whole; of console, the
  ///   lines that begin with `$ ` or `# `.
  package init(_ markdown: String) {
    blocks = []
    var section = ""
    var open: (fence: Substring, language: Substring, line: Int, lines: [Substring])?
    let lines = markdown.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (number, line) in lines.enumerated() {
      let text = line.drop { $0 == " " }
      if let block = open {
        guard text.hasPrefix(block.fence) else {
          open?.lines.append(line)
          continue
        }
        open = nil
        let lines = Self.commands(block.lines, language: block.language)
        if lines.contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
          blocks.append(
            Block(section: section, line: block.line, commands: lines.joined(separator: "\n") + "\n"))
        }
      } else if let fence = text.prefixMatch(of: /(?:`{3,}|~{3,})/) {
        let language = text.dropFirst(fence.output.count).split(separator: " ").first ?? ""
        open = (fence.output, language, number + 2, [])
      } else if text.hasPrefix("## ") {
        section = String(text.dropFirst(3)).trimmingSuffix(while: \.isWhitespace)
      }
    }
  }

  private static func commands(_ lines: [Substring], language: Substring) -> [Substring] {
    switch language {
    case "sh", "bash", "shell": lines
    case "console":
      lines.compactMap { line in ["$ ", "# "].first { line.hasPrefix($0) }.map { line.dropFirst($0.count) } }
    default: []
    }
  }

  /// What it does not have, or has no commands for.
  package var missing: [Step] {
    Step.allCases.filter { step in !blocks.contains { step.isTold(by: $0.section) } }
  }
}

extension String {
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
    guard let last = lastIndex(where: { !isTrimmed($0) }) else { return "" }
    return String(self[...last])
  }
}
