import Foundation
import Remote

/// The words of the command line, and how they may be shown: a URL may hold a password.
enum HiddenArguments {
  /// Without users and passwords.
  static var redacted: [String] {
    all.map { argument in
      isURL(argument) ? TargetURL.redacted(argument) : argument
    }
  }

  /// Those of this process, without the program's name, as they were given.
  static let all = CommandLine.arguments

  /// Overwrites users and passwords in the memory that the process list shows (/proc/PID/cmdline, proc_pid_cmdline(5)).
  static func hide() {
    _ = all
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[index] else { continue }
      let text = String(cString: argument)
      guard isURL(text), let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { continue }
      let end = text.utf8.distance(from: text.utf8.startIndex, to: at)
      let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.utf8.startIndex
      var place = text.utf8.distance(from: text.utf8.startIndex, to: colon) + 1
      while place < end {
        if argument[place] != CChar(bitPattern: UInt8(ascii: "/")) {
          argument[place] = CChar(bitPattern: UInt8(ascii: "*"))
        }
        place += 1
      }
    }
  }

  private static func isURL(_ argument: String) -> Bool {
    argument.contains(#/^(--target=)?[A-Za-z]+:.*@/#)
  }
}
