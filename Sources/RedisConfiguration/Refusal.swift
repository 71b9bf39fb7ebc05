/// A line that the server refused, in its own words.
package struct Refusal: Sendable, Equatable {
  /// The file that holds the line; `nil` if the line was not read from one, but is an argument of the server.
  package var path: String?
  /// The server's words, with the line's number in that file and without secrets.
  package var words: String

  package init(path: String?, words: String) {
    self.path = path
    self.words = words
  }
}

extension ConfigurationFile {
  /// Finds in what a server printed, a line each, which line of this configuration it refused.
  ///
  /// The server names lines of the files that `write` makes, where each directive is one, and does not say of which.
  ///
  /// - Parameter knows: whether the server has a setting of that name. Any other word may be a password, or stand before
  ///   one whose setting was misspelled: it is not repeated.
  /// - Returns: `nil` if it refused none.
  package func refusal(in printed: [String], knows: (String) -> Bool) -> Refusal? {
    if let refusal = unreadableInclude(in: printed) { return refusal }
    guard let start = printed.firstIndex(where: { $0.contains("FATAL CONFIG FILE ERROR") }) else { return nil }
    let words = Array(printed[(start + 1)...].prefix(3))
    let place = words.first?.firstMatch(of: /, at line ([0-9]+)/)
    let quoted = words.first { $0.hasPrefix(">>> '") }?.dropFirst(5).dropLast()
    let directive = numberedDirectives.first { numbered in
      place?.1 == "\(numbered.number)" && quoted.map { numbered.directive.line == $0 } == true
    }?.directive
    let isHarmless = directive.map { !$0.mentionsSecret && knows($0.name) } ?? false
    let shown = words.map { word -> String in
      if let place, word == words[0] {
        // A number in our own file says nothing to those who wrote the others.
        return word.replacing(place.0, with: directive?.source.map { ", at line \($0.line)" } ?? "")
      }
      if word.hasPrefix(">>> ") {
        guard let directive else { return ">>> (an argument of the server)" }
        // What is no setting at all may be a password that stands alone.
        return isHarmless
          ? ">>> '\(directive.line)'" : ">>> '\(directive.isSecret ? "\(directive.name) " : "")(redacted)'"
      }
      // The server may quote a word of the line.
      return isHarmless ? word : word.replacing(/'.*'/, with: "'(redacted)'")
    }
    return Refusal(path: directive?.source?.path, words: shown.map(masking).joined(separator: " "))
  }

  /// An include that was left to the server because it cannot be read.
  private func unreadableInclude(in printed: [String]) -> Refusal? {
    for line in printed {
      guard let match = line.firstMatch(of: /[Cc]an't open config file '(.*)': (.*)/) else { continue }
      let include = directives.first { $0.name == "include" && $0.arguments == [String(match.1)] }
      let place = include?.source.map { "at line \($0.line): " } ?? ""
      return Refusal(path: include?.source?.path, words: "\(place)can't open \(match.1): \(match.2)")
    }
    return nil
  }
}
