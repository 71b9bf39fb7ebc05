/// Splits a line of a redis.conf into words, as `sdssplitargs` of Redis does: double quotes with escapes, single quotes
/// without.
///
/// - Returns: `nil` if the quotes are unbalanced.
package func splitArguments(_ line: some Collection<UInt8>) -> [[UInt8]]? {
  var words: [[UInt8]] = []
  var rest = ArraySlice(line)
  while true {
    rest = rest.drop(while: isSpace)
    guard !rest.isEmpty else { return words }
    // A quote may open in the middle of a word, which then ends with it. A tab ends a word, a vertical one does not.
    let end = rest.firstIndex { isBlank($0) || isQuote($0) } ?? rest.endIndex
    var word = Array(rest[..<end])
    rest = rest[end...]
    if let quote = rest.first, isQuote(quote) {
      let quoted = quote == UInt8(ascii: "'") ? takeSingleQuoted(&rest) : takeDoubleQuoted(&rest)
      guard let quoted else { return nil }
      word += quoted
    }
    words.append(word)
  }
}

/// Splits a line of text; bytes that are no UTF-8 are replaced.
package func splitArguments(_ line: String) -> [String]? {
  splitArguments(Array(line.utf8))?.map { String(decoding: $0, as: UTF8.self) }
}

/// What ends a word outside of quotes.
private func isBlank(_ byte: UInt8) -> Bool { byte != 0x0b && byte != 0x0c && isSpace(byte) }

/// isspace(3) in the C locale.
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

private func takeDoubleQuoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
  var word: [UInt8] = []
  rest.removeFirst()
  while let byte = rest.popFirst() {
    switch byte {
    case UInt8(ascii: "\""): return endsWord(rest) ? word : nil
    case UInt8(ascii: "\\"):
      guard let escaped = rest.popFirst() else { return nil }
      let digits = rest.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
      if escaped == UInt8(ascii: "x"), digits.count == 2, rest.prefix(2).allSatisfy({ $0 < 0x80 }) {
        word.append(UInt8(digits[0] * 16 + digits[1]))
        rest.removeFirst(2)
      } else {
        word.append(unescape(escaped))
      }
    default: word.append(byte)
    }
  }
  return nil
}

private func takeSingleQuoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
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
private func endsWord(_ rest: ArraySlice<UInt8>) -> Bool {
  rest.first.map(isSpace) ?? true
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
