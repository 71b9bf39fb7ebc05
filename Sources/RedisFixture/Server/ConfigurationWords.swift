/// Splits a line of a redis.conf into words, as `sdssplitargs` of Redis does: double quotes with escapes,
/// single quotes without. None where the quotes are unbalanced.
package func splitArguments(_ line: String) -> [String]? {
  var words: [String] = []
  var rest = Substring(line).utf8
  while true {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard let first = rest.first else { return words }
    let word: [UInt8]?
    switch first {
    case UInt8(ascii: "\""): word = takeDoubleQuoted(&rest)
    case UInt8(ascii: "'"): word = takeSingleQuoted(&rest)
    default:
      let end = rest.firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ?? rest.endIndex
      word = Array(rest[..<end])
      rest = rest[end...]
    }
    guard let word else { return nil }
    words.append(String(decoding: word, as: UTF8.self))
  }
}

private func takeDoubleQuoted(_ rest: inout Substring.UTF8View) -> [UInt8]? {
  var word: [UInt8] = []
  rest.removeFirst()
  while let byte = rest.popFirst() {
    switch byte {
    case UInt8(ascii: "\""): return endsWord(rest) ? word : nil
    case UInt8(ascii: "\\"):
      guard let escaped = rest.popFirst() else { return nil }
      let digits = rest.prefix(2)
      if escaped == UInt8(ascii: "x"), digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16) {
        word.append(value)
        rest.removeFirst(2)
      } else {
        word.append(unescape(escaped))
      }
    default: word.append(byte)
    }
  }
  return nil
}

private func takeSingleQuoted(_ rest: inout Substring.UTF8View) -> [UInt8]? {
  var word: [UInt8] = []
  rest.removeFirst()
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "'") { return endsWord(rest) ? word : nil }
    if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "'") {
      rest.removeFirst()
      word.append(UInt8(ascii: "'"))
    } else {
      word.append(byte)
    }
  }
  return nil
}

/// A closing quote must be followed by white space or by nothing.
private func endsWord(_ rest: Substring.UTF8View) -> Bool {
  rest.first.map { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } ?? true
}

private func unescape(_ byte: UInt8) -> UInt8 {
  switch byte {
  case UInt8(ascii: "n"): UInt8(ascii: "\n")
  case UInt8(ascii: "r"): UInt8(ascii: "\r")
  case UInt8(ascii: "t"): UInt8(ascii: "\t")
  case UInt8(ascii: "b"): 8
  case UInt8(ascii: "a"): 7
  default: byte
  }
}
