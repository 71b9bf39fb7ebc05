/// Splits a line of a redis.conf into words, as `sdssplitargs` of Redis does: double quotes with escapes,
/// single quotes without. None where the quotes are unbalanced.
package func splitArguments(_ line: String) -> [String]? {
  var words: [String] = []
  var rest = Substring(line).utf8
  while true {
    rest = rest.drop(while: isBlank)
    guard !rest.isEmpty else { return words }
    // A quote may open in the middle of a word, which then ends with it.
    let end = rest.firstIndex { isBlank($0) || isQuote($0) } ?? rest.endIndex
    var word = Array(rest[..<end])
    rest = rest[end...]
    if let quote = rest.first, isQuote(quote) {
      let quoted = quote == UInt8(ascii: "'") ? takeSingleQuoted(&rest) : takeDoubleQuoted(&rest)
      guard let quoted else { return nil }
      word += quoted
    }
    words.append(String(decoding: word, as: UTF8.self))
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

private func takeDoubleQuoted(_ rest: inout Substring.UTF8View) -> [UInt8]? {
  var word: [UInt8] = []
  rest.removeFirst()
  while let byte = rest.popFirst() {
    switch byte {
    case UInt8(ascii: "\""): return endsWord(rest) ? word : nil
    case UInt8(ascii: "\\"):
      guard let escaped = rest.popFirst() else { return nil }
      let digits = rest.prefix(2)
      if escaped == UInt8(ascii: "x"), digits.count == 2, digits.allSatisfy(isHexadecimal),
        let value = UInt8(String(Substring(digits)), radix: 16)
      {
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
  rest.first.map(isBlank) ?? true
}

private func isHexadecimal(_ byte: UInt8) -> Bool { Character(UnicodeScalar(byte)).isHexDigit }

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
