/// A line that the server refused, in its own words.
package struct Refusal: Sendable, Equatable {
  /// The file that holds the line; `nil` if the line was not read from one.
  package var path: String?
  /// The server's words, with the line's number in that file. A secret of the line is masked.
  package var words: String
}

extension ConfigurationFile {
  /// Finds in what a server printed, a line each, which line of this configuration it refused.
  ///
  /// The server names lines of `text`, where each directive is one.
  ///
  /// - Returns: `nil` if it refused none.
  package func refusal(in printed: [String]) -> Refusal? {
    guard let start = printed.firstIndex(where: { $0.contains("FATAL CONFIG FILE ERROR") }) else { return nil }
    var words = Array(printed[(start + 1)...])
    guard let first = words.first, let match = first.firstMatch(of: /at line ([0-9]+)/), let number = Int(match.1),
      directives.indices.contains(number - 1)
    else { return Refusal(path: nil, words: words.joined(separator: " ")) }
    let directive = directives[number - 1]
    if directive.isSecret { words = words.map { $0.hasPrefix(">>> ") ? ">>> '\(directive.name) (redacted)'" : $0 } }
    if let source = directive.source {
      words[0] = first.replacing(match.0, with: "at line \(source.line)")
    }
    return Refusal(path: directive.source?.path, words: words.joined(separator: " "))
  }
}
