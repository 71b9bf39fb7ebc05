import Foundation

/// One line of a redis.conf: a setting and its arguments.
package struct Directive: Equatable, Sendable {
  /// Where a directive was read.
  package struct Source: Sendable {
    package var path: String
    /// Counted from 1.
    package var line: Int
  }

  /// In lower case.
  package var name: String
  package var arguments: [String]
  /// `nil` if it was not read from a file. It is no part of what the directive means.
  package var source: Source?

  package static func == (one: Directive, other: Directive) -> Bool {
    one.name == other.name && one.arguments == other.arguments
  }

  package init(_ name: String, _ arguments: String...) {
    self.name = name.lowercased()
    self.arguments = arguments
  }
}

/// A redis.conf with its includes read in.
package struct ConfigurationFile: Sendable, Equatable {
  package private(set) var directives: [Directive]

  package init(directives: [Directive] = []) {
    self.directives = directives
  }

  /// Parses the text of a configuration. Includes are resolved against the directory.
  ///
  /// - Throws: `ConfigurationError`.
  package init(text: String, directory: String = "/") throws {
    directives = try Self.parse(text, path: "text", directory: directory, depth: 0)
  }

  /// Reads a configuration file and all that it includes.
  ///
  /// - Throws: `ConfigurationError` if one of them cannot be read or parsed.
  package init(path: String) throws {
    directives = try Self.read(path, depth: 0)
  }

  /// The last arguments given for a setting, as one text.
  package func value(of name: String) -> String? {
    directives.last { $0.name == name }?.arguments.joined(separator: " ")
  }

  /// The configuration with these directives after all others, so that they win.
  package func appending(_ more: [Directive]) -> ConfigurationFile {
    ConfigurationFile(directives: directives + more)
  }

  /// The text of a redis.conf with the same meaning.
  package var text: String {
    directives.map(\.line).joined(separator: "\n") + "\n"
  }

  /// The text with every secret replaced, fit for a report.
  package var redactedText: String {
    directives.map { $0.isSecret ? "\($0.name) (redacted)" : $0.line }.joined(separator: "\n") + "\n"
  }

  // MARK: Reading

  /// Settings whose argument is the path of a file that the server reads.
  private static let filePaths: Set = [
    "aclfile", "loadmodule", "tls-cert-file", "tls-key-file", "tls-client-cert-file", "tls-client-key-file",
    "tls-dh-params-file", "tls-ca-cert-file", "tls-ca-cert-dir",
  ]

  private static func read(_ path: String, depth: Int) throws -> [Directive] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw ConfigurationError(path: path, reason: "there is no such file")
    }
    guard !isDirectory.boolValue else {
      throw ConfigurationError(path: path, reason: "is a directory")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationError(path: path, reason: "cannot be read")
    }
    let directory = URL(filePath: path).deletingLastPathComponent().path
    return try parse(String(decoding: data, as: UTF8.self), path: path, directory: directory, depth: depth)
  }

  private static func parse(_ text: String, path: String, directory: String, depth: Int) throws -> [Directive] {
    guard depth < 16 else {
      throw ConfigurationError(path: path, reason: "includes are nested more than 16 deep")
    }
    var directives: [Directive] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      guard var words = splitArguments(trimmed), let name = words.first else {
        throw ConfigurationError(path: path, reason: "line \(index + 1): unbalanced quotes")
      }
      words.removeFirst()
      var directive = Directive(name)
      directive.arguments = words
      directive.source = .init(path: path, line: index + 1)
      if directive.name == "include", let pattern = words.first {
        for file in expand(absolute(pattern, in: directory)) {
          directives += try read(file, depth: depth + 1)
        }
        continue
      }
      // The server is started in another directory than the file's, so paths must not depend on it.
      if filePaths.contains(directive.name), let file = words.first, !file.isEmpty {
        directive.arguments[0] = absolute(file, in: directory)
      }
      directives.append(directive)
    }
    return directives
  }

  private static func absolute(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") ? path : "\(directory)/\(path)"
  }

  /// The files that an include names: it may be a pattern, and then match nothing.
  private static func expand(_ pattern: String) -> [String] {
    guard pattern.contains(where: { "*?[".contains($0) }) else { return [pattern] }
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0 else { return [] }
    return (0..<Int(matches.gl_pathc)).compactMap { matches.gl_pathv[$0].map { String(cString: $0) } }
  }
}

extension Directive {
  /// The line for a redis.conf.
  package var line: String {
    ([name] + arguments.map(Self.quote)).joined(separator: " ")
  }

  var isSecret: Bool {
    ["requirepass", "masterauth", "primaryauth", "user", "tls-key-file-pass", "tls-client-key-file-pass"].contains(name)
  }

  private static func quote(_ argument: String) -> String {
    let plain = !argument.isEmpty && argument.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"\"'\\".utf8.contains($0) }
    guard !plain else { return argument }
    // Letters stay as they are: an entry point looks for a path with a simple pattern.
    let escaped = argument.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case " "..<"\u{7f}": String(scalar)
      default:
        scalar.isASCII || scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
          ? String(scalar).utf8.map { String(format: "\\x%02x", Int($0)) }.joined() : String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
