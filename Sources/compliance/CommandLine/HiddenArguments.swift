import Foundation
import Remote

/// The words of the command line, and how they may be shown: a URL may hold a password.
enum HiddenArguments {
  private static let option = "--target"

  /// Without users and passwords.
  static var redacted: [String] {
    all.indices.map { index in
      let argument = all[index]
      if argument.hasPrefix("\(option)=") {
        return "\(option)=\(TargetURL.redacted(String(argument.dropFirst(option.count + 1))))"
      }
      return index > 0 && all[index - 1] == option ? TargetURL.redacted(argument) : argument
    }
  }

  /// Those of this process, without the program's name, as they were given.
  static let all = CommandLine.arguments

  /// Overwrites users and passwords in the memory that the process list shows (/proc/PID/cmdline, proc_pid_cmdline(5)).
  static func hide() {
    _ = all
    var isTarget = false
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[index] else { continue }
      let text = String(cString: argument)
      if isTarget || text.hasPrefix("\(option)=") { hideLogin(in: argument, length: strlen(argument)) }
      isTarget = text == option
    }
  }

  /// Everything between the scheme and the last @.
  private static func hideLogin(in argument: UnsafeMutablePointer<CChar>, length: Int) {
    func isSign(_ place: Int, _ sign: Unicode.Scalar) -> Bool {
      UInt8(bitPattern: argument[place]) == UInt8(ascii: sign)
    }
    guard let end = (0..<length).last(where: { isSign($0, "@") }) else { return }
    let start = (0..<end).first { isSign($0, ":") } ?? 0
    for place in start..<end where !isSign(place, ":") && !isSign(place, "/") { argument[place] = 0x2a }
  }
}
