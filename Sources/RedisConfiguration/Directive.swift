import Foundation

/// One line of a redis.conf: a setting and its arguments.
package struct Directive: Equatable, Sendable {
  /// Where a directive was read.
  package struct Source: Sendable, Equatable {
    package var path: String
    /// Counted from 1.
    package var line: Int
  }

  /// In lower case; empty if the line's quotes are unbalanced, so that nobody knows its words.
  package var name: String
  /// As text: bytes that are no UTF-8 are replaced. What the server gets is `bytes`.
  package var arguments: [String]
  /// `nil` if it was not read from a file. It is no part of what the directive means.
  package var source: Source?
  /// The line for a redis.conf: as it was read, byte for byte, without the white space around it.
  package var bytes: [UInt8]

  package static func == (one: Directive, other: Directive) -> Bool {
    one.name == other.name && one.arguments == other.arguments
  }

  package init(_ name: String, _ arguments: String...) {
    self.init(name, arguments: arguments)
  }

  package init(_ name: String, arguments: [String]) {
    self.name = name.lowercased()
    self.arguments = arguments
    bytes = Array(([self.name] + arguments.map(quote)).joined(separator: " ").utf8)
  }

  /// What a server makes of a line of a file; `nil` if it is empty or a comment.
  init?(line: some Collection<UInt8>, source: Source) {
    let bytes = trimmed(line)
    // A comment has its sign as the first byte: behind a form feed, which is not trimmed, it is a word.
    guard let first = bytes.first, first != UInt8(ascii: "#") else { return nil }
    let words = splitArguments(bytes)?.map { String(decoding: $0, as: UTF8.self) }
    guard words?.isEmpty != true else { return nil }
    name = words?[0].lowercased() ?? ""
    arguments = words.map { Array($0.dropFirst()) } ?? []
    self.source = source
    self.bytes = bytes
  }

  /// The arguments of a setting that takes several: a single one is split once more by the server.
  package var separateArguments: [String] {
    arguments.count == 1 ? splitArguments(arguments[0]) ?? [] : arguments
  }

  /// The line as text.
  package var line: String { String(decoding: bytes, as: UTF8.self) }
}

/// Without what Redis takes away at both ends of a line.
private func trimmed(_ line: some Collection<UInt8>) -> [UInt8] {
  func isTrimmed(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }
  let start = line.drop(while: isTrimmed)
  return Array(Array(start).reversed().drop(while: isTrimmed).reversed())
}

private func quote(_ argument: String) -> String {
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
