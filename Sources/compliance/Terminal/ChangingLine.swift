import Foundation

/// The last line of what is printed: it changes on a terminal, and is printed every ten seconds elsewhere.
struct ChangingLine {
  let isTerminal = isatty(STDOUT_FILENO) == 1
  private var lastTold = ContinuousClock.now

  mutating func show(_ text: String) {
    if isTerminal {
      write("\r\u{1B}[2K" + String(text.prefix(Self.terminalWidth() - 1)))
    } else if ContinuousClock.now - lastTold > .seconds(10) {
      print(text)
    }
  }

  /// Prints a line that stays.
  mutating func print(_ text: String) {
    clear()
    Swift.print(text)
    fflush(nil)
    lastTold = .now
  }

  func clear() {
    if isTerminal { write("\r\u{1B}[2K") }
  }

  private func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  private static func terminalWidth() -> Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
    return Int(size.ws_col)
  }
}
