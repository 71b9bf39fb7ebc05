/// What the command line asks for.
package enum Invocation: Sendable {
  case command(any Command)
  /// The help, of all commands or of one.
  case help(String)
  case version
}

extension Invocation {
  /// An option as it stands among the arguments; its value is empty if it takes none.
  fileprivate struct Given {
    var name: String
    var value: String
  }

  /// Reads the arguments, without the program's name. What they leave open is read from the environment.
  ///
  /// - Throws: `UsageError`.
  package init(arguments: [String], environment: [String: String]) throws {
    var rest = arguments[...]
    var words: [String] = []
    var given: [Given] = []
    while let argument = rest.popFirst() {
      switch argument {
      case "--help", "-h":
        let named = (words + rest).compactMap(commandNamed).first
        self = .help(named.map(commandHelp) ?? overallHelp)
        return
      case "--version":
        self = .version
        return
      case let option where option.hasPrefix("-"): given.append(try Given(option, before: &rest))
      default: words.append(argument)
      }
    }
    if let type = words.first.map(commandNamed) ?? defaultCommand {
      self = .command(try type.read(words.dropFirst(), given, environment))
    } else {
      throw UsageError("unknown command '\(words[0])'; compliance --help lists the commands")
    }
  }
}

extension Invocation.Given {
  /// Takes the option's value from behind its equals sign, else from the following arguments.
  init(_ argument: String, before rest: inout ArraySlice<String>) throws {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    name = parts[0]
    guard let usage = commands.flatMap({ $0.usages }).first(where: { $0.name == parts[0] }) else {
      throw UsageError("unknown option '\(name)'; compliance --help lists the options")
    }
    if let placeholder = usage.value {
      guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
        throw UsageError("\(name) needs a value: \(name) \(placeholder)")
      }
      self.value = value
      // A shell makes several words of a pattern.
      while usage.isList, parts.count == 1, let next = rest.first, !next.hasPrefix("-") {
        self.value += ":\(next)"
        rest.removeFirst()
      }
    } else {
      guard parts.count == 1 else { throw UsageError("\(name) takes no value") }
      value = ""
    }
  }
}

extension Command {
  /// The command with what these words, options and variables say.
  fileprivate static func read(
    _ words: ArraySlice<String>, _ given: [Invocation.Given], _ environment: [String: String]
  ) throws -> any Command {
    var command = Self()
    if let operand {
      guard let word = words.first else { throw UsageError("\(name) needs \(operand.meaning): \(synopsis)") }
      command[keyPath: operand.path] = word
    }
    if let unexpected = words.dropFirst(operand == nil ? 0 : 1).first {
      throw UsageError("unexpected word '\(unexpected)' after \(name); the command is: \(synopsis)")
    }
    for option in options {
      guard let variable = option.usage.variable, let text = environment[variable],
        !given.contains(where: { $0.name == option.usage.name })
      else { continue }
      try option.apply(text, from: variable, to: &command)
    }
    for item in given {
      guard let option = options.first(where: { $0.usage.name == item.name }) else {
        throw UsageError("\(item.name) goes with \(owners(of: item.name))")
      }
      try option.apply(item.value, from: item.name, to: &command)
    }
    return command
  }
}

/// The command of that name; `nil` if there is none.
private func commandNamed(_ name: String) -> (any Command.Type)? {
  commands.first { $0.name == name }
}

/// The commands that have the option, such as `run and prove`.
private func owners(of option: String) -> String {
  let names = commands.filter { $0.usages.contains { $0.name == option } }.map { $0.name }
  return names.count < 2 ? names.joined() : "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])"
}
