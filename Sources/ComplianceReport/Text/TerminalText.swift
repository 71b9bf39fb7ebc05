// Text as a terminal shows it.

extension String {
  /// The text in the colour of an ANSI code, where colours are wanted.
  func painted(_ code: String, if color: Bool) -> String {
    color ? "\u{1B}[\(code)m\(self)\u{1B}[0m" : self
  }

  func shortened(to width: Int) -> String {
    count <= width ? self : prefix(max(width - 1, 0)) + "…"
  }

  func fitted(to width: Int) -> String {
    let text = shortened(to: width)
    return text + String(repeating: " ", count: width - text.count)
  }

  /// The text's words in lines of at most that width, as far as the words are short enough.
  func wrapped(to width: Int, first: String = "", indent: String = "") -> [String] {
    var lines = [first]
    for word in oneLine.split(separator: " ") {
      let isStart = lines[lines.count - 1] == (lines.count == 1 ? first : indent)
      if !isStart, lines[lines.count - 1].count + 1 + word.count > width {
        lines.append(indent + word)
      } else {
        lines[lines.count - 1] += (isStart ? "" : " ") + word
      }
    }
    return lines
  }

  var trimmingTrailingSpace: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
