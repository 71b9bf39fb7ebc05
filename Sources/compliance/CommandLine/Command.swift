/// A command of `compliance`: it owns its options and their help.
///
/// Its properties have the values that hold if no option sets them.
package protocol Command: Sendable {
  /// The word on the command line.
  static var name: String { get }
  /// What it does, in a line of the help.
  static var summary: String { get }
  /// The word that it needs beside its name; `nil` if it needs none.
  static var operand: Operand<Self>? { get }
  static var options: [CommandOption<Self>] { get }
  /// What its exit statuses 0, 1, … say.
  static var statuses: [String] { get }

  init()

  /// Does it.
  ///
  /// - Returns: the exit status.
  /// - Throws: `UsageError` before anything was done, else `HarnessError` or what the system refused.
  func execute() throws -> Int32
}

/// A word that a command needs beside its name.
package struct Operand<Target>: Sendable {
  /// What stands for it in the help, such as `DIR`.
  package var name: String
  /// What it is, in the words of an error.
  package var meaning: String
  package var path: any WritableKeyPath<Target, String> & Sendable
}

extension Command {
  package static var operand: Operand<Self>? { nil }

  package static var usages: [OptionUsage] { options.map(\.usage) }

  /// Such as `compliance render DIR`.
  static var synopsis: String {
    let word = name == defaultCommand.name ? "[\(name)]" : name
    return ["compliance", word, operand?.name, options.isEmpty ? nil : "[options]"].compactMap { $0 }.joined(
      separator: " ")
  }
}

/// All commands, in the order of the help.
package let commands: [any Command.Type] = [RunCommand.self, ListCommand.self, RenderCommand.self, ProveCommand.self]

/// The command that is meant if none is named.
let defaultCommand: any Command.Type = RunCommand.self
