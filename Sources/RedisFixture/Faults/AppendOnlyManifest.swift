import RedisConfiguration

/// What the manifest of an append-only file set names (Redis 7.0 and later): one base at most, then the incremental
/// files in order, and old ones that wait for their removal.
package struct AppendOnlyManifest: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package var name: String
    package var sequence: Int

    package init(name: String, sequence: Int) {
      self.name = name
      self.sequence = sequence
    }
  }

  package private(set) var base: Entry?
  package private(set) var incrementals: [Entry] = []
  package private(set) var history: [Entry] = []

  /// Why a text is no manifest.
  package struct Malformed: Error, Equatable, CustomStringConvertible {
    /// Counted from 1; `nil` if it is of no single line.
    package var line: Int?
    package var reason: String

    package init(line: Int?, reason: String) {
      self.line = line
      self.reason = reason
    }

    package var description: String { line.map { "line \($0): \(reason)" } ?? reason }
  }

  /// Parses lines of the form `file NAME seq N type b|i|h`, with the checks that the server itself makes
  /// (`aofLoadManifestFromFile`).
  package init(_ text: String) throws(Malformed) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() where !line.hasPrefix("#") {
      // What follows the last line's end is no line.
      if line.isEmpty, index == lines.count - 1 { continue }
      if let reason = take(line) { throw Malformed(line: index + 1, reason: reason) }
    }
    if names.isEmpty { throw Malformed(line: nil, reason: "names no file") }
  }

  /// All files that it names.
  package var names: [String] { ((base.map { [$0] } ?? []) + incrementals + history).map(\.name) }

  /// Takes one line; the reason why it is none, or nothing.
  private mutating func take(_ line: Substring) -> String? {
    guard let words = splitArguments(String(line)), words.count >= 6, words.count.isMultiple(of: 2) else {
      return "is not 'file NAME seq NUMBER type LETTER'"
    }
    var fields: [String: String] = [:]
    for index in stride(from: 0, to: words.count, by: 2) { fields[words[index].lowercased()] = words[index + 1] }
    guard let name = fields["file"], let number = fields["seq"], let type = fields["type"] else {
      return "lacks 'file', 'seq' or 'type'"
    }
    guard !name.isEmpty, !name.contains("/") else { return "'\(name)' is no name in the same directory" }
    guard let sequence = Int(number), sequence > 0 else { return "'\(number)' is no sequence number" }
    let entry = Entry(name: name, sequence: sequence)
    switch type {
    case "b":
      guard base == nil else { return "a second base" }
      base = entry
    case "i":
      guard incrementals.last.map({ $0.sequence < sequence }) ?? true else {
        return "sequence number \(sequence) does not rise"
      }
      incrementals.append(entry)
    case "h": history.append(entry)
    default: return "type '\(type)' is unknown"
    }
    return nil
  }
}
