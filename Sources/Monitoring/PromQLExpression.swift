/// What a PromQL expression names, and the durations in it.
///
/// It is read as Prometheus prints it (`Rule.query`): what is no valid expression never comes here. The grammar is that of
/// https://prometheus.io/docs/prometheus/latest/querying/basics/
package struct PromQLExpression: Sendable, Equatable {
  package let text: String

  package init(_ text: String) { self.text = text }

  // MARK: Names

  /// The selectors of series: `redis_up{instance="a"}`.
  package var selectors: [String] {
    var found: [String] = []
    let tokens = tokens
    var index = 0
    while index < tokens.count {
      defer { index += 1 }
      let token = tokens[index]
      switch token.kind {
      case .word where isMetric(at: index, of: tokens):
        found.append(
          tokens.dropFirst(index + 1).first?.text == "{" ? token.text + braces(after: &index, tokens) : token.text)
      case .symbol where token.text == "{":
        index -= 1
        found.append(braces(after: &index, tokens))
      default: break
      }
    }
    return found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The labels that it groups or joins by.
  package var groupingLabels: [String] {
    let tokens = tokens
    return tokens.indices.filter { isInLabelList(at: $0, of: tokens) && tokens[$0].kind == .word }.map {
      tokens[$0].text
    }
    .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static let listKeywords: Set = ["by", "without", "on", "ignoring", "group_left", "group_right"]
  private static let keywords: Set = [
    "bool", "offset", "and", "or", "unless", "atan2", "inf", "nan", "by", "without", "on", "ignoring", "group_left",
    "group_right",
  ]

  private func isMetric(at index: Int, of tokens: [Token]) -> Bool {
    let word = tokens[index].text
    let next = tokens.dropFirst(index + 1).first?.text ?? ""
    // A function, an aggregation, or `sum by (…)`.
    guard next != "(", !["by", "without"].contains(next.lowercased()) else { return false }
    return !Self.keywords.contains(word.lowercased()) && !isInLabelList(at: index, of: tokens)
  }

  /// Whether the token stands in the parentheses behind `by`, `on` and their like, in which nothing is nested.
  private func isInLabelList(at index: Int, of tokens: [Token]) -> Bool {
    guard let open = tokens[..<index].lastIndex(where: { $0.text == "(" || $0.text == ")" }), tokens[open].text == "(",
      open > 0
    else { return false }
    return Self.listKeywords.contains(tokens[open - 1].text.lowercased())
  }

  /// The text from the brace behind the index to its end, where the index is left.
  private func braces(after index: inout Int, _ tokens: [Token]) -> String {
    var text = ""
    repeat {
      index += 1
      text += tokens[index].text
    } while tokens[index].text != "}" && index + 1 < tokens.count
    return text
  }

  // MARK: Time

  /// The same with its ranges and offsets shortened.
  ///
  /// - Parameter factor: what they are divided by. Numbers stay: nobody knows which of them are times.
  package func shortened(by factor: Double) -> PromQLExpression {
    var (text, depth, isOffset) = ("", 0, false)
    for token in pieces {
      switch token.kind {
      case .symbol where token.text == "[": depth += 1
      case .symbol where token.text == "]": depth -= 1
      case .number where depth > 0 || isOffset:
        text += PrometheusDuration(token.text).map { "\($0.shortened(by: factor))" } ?? token.text
        isOffset = false
        continue
      case .word: isOffset = token.text.lowercased() == "offset"
      default: break
      }
      text += token.text
    }
    return PromQLExpression(text)
  }

  // MARK: Tokens

  struct Token: Equatable {
    enum Kind { case word, number, string, symbol, space }
    var kind: Kind
    var text: String
  }

  private var tokens: [Token] { pieces.filter { $0.kind != .space } }

  /// All of the text, in pieces.
  private var pieces: [Token] {
    var pieces: [Token] = []
    var rest = text[...]
    func isWord(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == ":")
    }
    while let first = rest.first {
      let end: Substring.Index
      let kind: Token.Kind
      if "\"'`".contains(first) {
        (kind, end) = (.string, Self.endOfString(rest, quote: first))
      } else if first.isWhitespace {
        (kind, end) = (.space, rest.firstIndex { !$0.isWhitespace } ?? rest.endIndex)
      } else if first.isASCII, first.isNumber {
        // In a subquery ([1h:5m]) a colon ends a number.
        (kind, end) = (.number, rest.firstIndex { !(isWord($0) && $0 != ":" || $0 == ".") } ?? rest.endIndex)
      } else if isWord(first), first != ":" || rest.dropFirst().first.map(isWord) == true, !isSubquery(pieces) {
        (kind, end) = (.word, rest.firstIndex { !isWord($0) } ?? rest.endIndex)
      } else {
        (kind, end) = (.symbol, rest.index(after: rest.startIndex))
      }
      pieces.append(Token(kind: kind, text: String(rest[..<end])))
      rest = rest[end...]
    }
    return pieces
  }

  /// Whether what follows stands in the brackets of a range.
  private func isSubquery(_ pieces: [Token]) -> Bool {
    pieces.last { $0.text == "[" || $0.text == "]" }?.text == "["
  }

  private static func endOfString(_ text: Substring, quote: Character) -> Substring.Index {
    var index = text.index(after: text.startIndex)
    while index < text.endIndex, text[index] != quote {
      if text[index] == "\\", quote != "`" { index = text.index(after: index) }
      if index < text.endIndex { index = text.index(after: index) }
    }
    return index < text.endIndex ? text.index(after: index) : index
  }
}

/// A duration as Prometheus writes it: `1h30m`, `500ms`.
package struct PrometheusDuration: Sendable, Equatable, CustomStringConvertible {
  private static let units: KeyValuePairs = [
    "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000,
  ]

  package var milliseconds: Int

  package init(seconds: Double) { milliseconds = Int((seconds * 1000).rounded()) }

  /// - Returns: `nil` if the text is none.
  package init?(_ text: String) {
    milliseconds = 0
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
      guard let number = Int(digits), let factor = Self.units.first(where: { $0.key == unit })?.value else {
        return nil
      }
      milliseconds += number * factor
      rest = rest.dropFirst(digits.count + unit.count)
    }
    if text.isEmpty { return nil }
  }

  /// At least a millisecond, for Prometheus knows no range of none.
  package func shortened(by factor: Double) -> PrometheusDuration {
    var copy = self
    if milliseconds > 0 { copy.milliseconds = max(1, Int((Double(milliseconds) / factor).rounded())) }
    return copy
  }

  package var description: String { "\(milliseconds)ms" }
}
