import Foundation

/// How to log in to a server of this configuration, and what its commands are called.
package struct Login: Sendable, Equatable {
  /// The commands that may log in, in the order in which they are tried; empty if nothing is known that could.
  package var attempts: [[String]]
  /// Whether it must be one of these: the default user may get in without.
  package var isRequired: Bool
  /// The new names of renamed commands by their old ones, in upper case; empty for those that were taken away.
  package var renamed: [String: String]
  /// What the server's answers may repeat, and nobody shall read.
  private var secrets: Set<String>

  /// - Parameters:
  ///   - user: who logs in; `nil` for the default user.
  ///   - password: of that user; `nil` for what the configuration itself reveals.
  ///   - file: the configuration in force.
  package init(user: String? = nil, password: String? = nil, file: ConfigurationFile) {
    isRequired = user != nil
    let passwords = [password].compactMap { $0 } + file.passwords(of: user ?? "default")
    attempts =
      if let user {
        (passwords + [""]).map { ["AUTH", user, $0] }
      } else {
        passwords.map { ["AUTH", $0] }
      }
    renamed = file.renamedCommands
    secrets = file.secrets.union([user, password].compactMap { $0 }.filter { $0.utf8.count >= 4 })
  }

  /// Nobody logs in, and all commands have their names.
  package init() {
    (attempts, isRequired, renamed, secrets) = ([], false, [:], [])
  }

  /// An answer of the server without what nobody shall read.
  package func masking(_ answer: String) -> String { answer.masking(secrets) }

  /// The words under which the server knows this command.
  package func words(_ command: [String]) -> [String] {
    guard let name = command.first, let renamed = renamed[name.uppercased()], !renamed.isEmpty else { return command }
    return [renamed] + command.dropFirst()
  }
}

extension ConfigurationFile {
  fileprivate var renamedCommands: [String: String] {
    directives.filter { $0.name == "rename-command" && $0.arguments.count == 2 }.reduce(into: [:]) { names, directive in
      // What was renamed already is renamed under its newer name.
      let (old, new) = (directive.arguments[0], directive.arguments[1])
      let first = names.first { $0.value.lowercased() == old.lowercased() }?.key ?? old.uppercased()
      names[first] = new
    }
  }

  /// The passwords of the user that stand in the configuration or in its users' file, the newest first.
  fileprivate func passwords(of user: String) -> [String] {
    let lines = directives.filter { $0.name == "user" }.map(\.arguments) + usersFile
    let rules = lines.filter { $0.first == user }.flatMap { $0.dropFirst() }
    let ofRules = rules.filter { $0.hasPrefix(">") }.map { String($0.dropFirst()) }
    let required = user == "default" ? [value(of: "requirepass") ?? ""].filter { !$0.isEmpty } : []
    return ofRules.reversed() + required
  }

  /// The users in the file that `aclfile` names, each as its name and its rules.
  var usersFile: [[String]] {
    guard let name = value(of: "aclfile"), !name.isEmpty else { return [] }
    let path = name.hasPrefix("/") ? name : "\(workingDirectory)/\(name)"
    // As bytes: to Swift a line end of two is one character.
    return (FileManager.default.contents(atPath: path) ?? Data()).split(separator: UInt8(ascii: "\n")).compactMap {
      line in
      let words = line.split(whereSeparator: isSpace).map { String(decoding: $0, as: UTF8.self) }
      return words.first == "user" ? Array(words.dropFirst()) : nil
    }
  }
}
