/// A line that the server refused, in its own words.
package struct Refusal: Sendable, Equatable {
  /// The file that holds the line; `nil` if the line was not read from one, but is an argument of the server.
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
    var words = Array(printed[(start + 1)...].prefix(3))
    let place = words.first?.firstMatch(of: /, at line ([0-9]+)/)
    let index = place.flatMap { Int($0.1) }.map { $0 - 1 }
    let directive = index.flatMap { directives.indices.contains($0) ? directives[$0] : nil }
    if let place {
      // A number in our own file says nothing to those who wrote the others.
      let number = directive?.source.map { ", at line \($0.line)" } ?? ""
      words[0] = words[0].replacing(place.0, with: number)
    }
    return Refusal(path: directive?.source?.path, words: masked(words).map(masking).joined(separator: " "))
  }

  /// The text without the pass words that this configuration has.
  package func masking(_ text: String) -> String {
    var text = text
    for directive in directives where directive.isSecret {
      for secret in directive.secrets { text = text.replacing(secret, with: "(redacted)") }
    }
    return text
  }

  /// The server repeats the line that it refuses, and may quote a word of it.
  private func masked(_ words: [String]) -> [String] {
    guard let line = words.first(where: { $0.hasPrefix(">>> ") }) else { return words }
    let name = line.dropFirst(">>> '".count).prefix { $0.isLetter || $0 == "-" }
    let directive = Directive(String(name))
    guard directive.isSecret else { return words }
    return words.map { word in
      word == line ? ">>> '\(directive.name) (redacted)'" : word.replacing(/'.*'/, with: "'(redacted)'")
    }
  }
}

extension Directive {
  /// The arguments that nobody shall read. What is shorter than four bytes cannot be found in a text without doubt.
  fileprivate var secrets: [String] {
    let texts = name == "user" ? arguments.dropFirst().compactMap(Self.secret(of:)) : arguments
    return texts.filter { $0.utf8.count >= 4 }
  }

  /// The pass word or digest of a rule, also of one whose sign was forgotten; `nil` if it is another rule.
  private static func secret(of rule: String) -> String? {
    let plain = [
      "on", "off", "nopass", "allkeys", "resetkeys", "allchannels", "resetchannels", "allcommands",
      "nocommands", "resetpass", "reset", "clearselectors", "sanitize-payload", "skip-sanitize-payload",
    ]
    guard !plain.contains(rule.lowercased()), let sign = rule.first, !"~&+-%()".contains(sign) else { return nil }
    return ">#<!".contains(sign) ? String(rule.dropFirst()) : rule
  }
}
