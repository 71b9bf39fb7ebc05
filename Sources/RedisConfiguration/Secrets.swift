/// What nobody shall read of a configuration.
extension Directive {
  /// Settings that hold passwords, digests of them, or names that are secret.
  fileprivate static let secretNames: Set = [
    "requirepass", "masterauth", "primaryauth", "masteruser", "primaryuser", "user", "rename-command",
    "tls-key-file-pass", "tls-client-key-file-pass",
  ]

  /// Whether no argument of it may be shown. A module's arguments are its own, and nobody knows what they say.
  package var isSecret: Bool {
    Self.secretNames.contains(name) || name == "loadmodule" || name.contains(".")
  }

  /// Whether one of its words is the name of a setting that holds a secret: of a line whose end was lost, say.
  var mentionsSecret: Bool {
    isSecret || arguments.contains { Self.secretNames.contains($0.lowercased()) }
  }

  /// The line, fit for a report.
  package var redactedLine: String { isSecret ? "\(name) (redacted)" : line }

  /// The words that must appear nowhere. What is shorter than four bytes cannot be found in a text without doubt.
  fileprivate var secrets: [String] {
    let words =
      switch name {
      case "user": Self.secrets(ofUser: arguments)
      case "rename-command": Array(arguments.dropFirst())
      case "loadmodule": Array(arguments.dropFirst())
      default: isSecret ? arguments : []
      }
    return words.filter { $0.utf8.count >= 4 }
  }

  /// Of the name and the rules of a user.
  static func secrets(ofUser words: [String]) -> [String] {
    words.prefix(1).filter { $0 != "default" } + words.dropFirst().compactMap(secret(of:))
  }

  /// The password or digest of a rule, also of one whose sign was forgotten; `nil` if it is another rule.
  private static func secret(of rule: String) -> String? {
    let plain = [
      "on", "off", "nopass", "allkeys", "resetkeys", "allchannels", "resetchannels", "allcommands",
      "nocommands", "resetpass", "reset", "clearselectors", "sanitize-payload", "skip-sanitize-payload",
    ]
    guard !plain.contains(rule.lowercased()), let sign = rule.first, !"~&+-%()".contains(sign) else { return nil }
    return ">#<!".contains(sign) ? String(rule.dropFirst()) : rule
  }
}

extension ConfigurationFile {
  /// The text with every secret replaced, fit for a report.
  package var redactedText: String {
    directives.map(\.redactedLine).joined(separator: "\n") + "\n"
  }

  /// The text without the secrets that this configuration has, without lines that hold some where a server quotes them,
  /// and without digests: whoever has the digest of a password can try for it.
  package func masking(_ text: String) -> String {
    text.masking(secrets)
  }

  /// The words that must appear nowhere, also those of the users' file.
  var secrets: Set<String> {
    let users = usersFile.flatMap(Directive.secrets(ofUser:)).filter { $0.utf8.count >= 4 }
    return Set(directives.flatMap(\.secrets) + users)
  }
}

extension String {
  /// The text without these words, without quoted lines of settings that hold secrets, and without SHA-256 digests.
  func masking(_ secrets: Set<String>) -> String {
    // The longest first: one may be a part of another.
    secrets.sorted { $0.utf8.count > $1.utf8.count }.reduce(self) { $0.replacing($1, with: "(redacted)") }
      .replacing(/>>> '(?<name>[A-Za-z-]+) [^'|\n]*'/) { match in
        Directive.secretNames.contains(match.name.lowercased()) ? ">>> '\(match.name) (redacted)'" : match.output.0
      }
      .replacing(/\b[0-9a-fA-F]{64}\b/, with: "(redacted)")
  }
}
