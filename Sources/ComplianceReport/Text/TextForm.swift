import Foundation

// Text in the forms that a report shows it in.

extension String {
  /// The text on one line, without control characters that a terminal would obey.
  var oneLine: String {
    let controls = CharacterSet.controlCharacters.union(.newlines)
    return components(separatedBy: controls).filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The first digits of a digest: enough to compare by eye.
  var shortDigest: String { String(prefix(12)) }

  /// An RFC 3339 time for people: `2026-11-23 10:34:00 UTC`.
  var readableTime: String {
    guard hasSuffix("Z"), let separator = firstIndex(of: "T") else { return self }
    let time = self[index(after: separator)...].dropLast().prefix { $0 != "." }
    return "\(self[..<separator]) \(time) UTC"
  }

  /// The word as a shell reads it back.
  var shellQuoted: String {
    let isPlain = !isEmpty && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_=+:,./@%".contains($0)) }
    return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
