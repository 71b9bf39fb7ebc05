/// How an option is written, and what the help says of it.
package struct OptionUsage: Sendable, Equatable {
  /// Such as `--seed`.
  package var name: String
  /// What stands for its value in the help, such as `N`; `nil` for an option that takes none.
  package var value: String?
  /// The environment variable that is read if the option is not given; `nil` if there is none.
  package var variable: String?
  package var help: String
  /// What holds if neither says anything; `nil` if that needs no words.
  package var standard: String?
  /// Whether several values may follow, as a shell makes of a pattern.
  package var isList = false
}

/// An option of a command, and what it sets there.
package struct CommandOption<Target>: Sendable {
  package var usage: OptionUsage
  /// Takes the text of the value. Returns what is wrong with it; `nil` if it is good.
  fileprivate let set: @Sendable (inout Target, String) -> String?

  /// - Parameter source: the option or the variable that the text comes from.
  /// - Throws: `UsageError` if the text is no value of this option.
  func apply(_ text: String, from source: String, to target: inout Target) throws {
    guard usage.value == nil || !text.isEmpty else { throw UsageError("\(source) is empty; give it a value") }
    if let problem = set(&target, text) { throw UsageError("\(source) '\(text)' \(problem)") }
  }

  /// The same option of whatever contains the target.
  func of<Whole>(_ part: any WritableKeyPath<Whole, Target> & Sendable) -> CommandOption<Whole> {
    CommandOption<Whole>(usage: usage) { set(&$0[keyPath: part], $1) }
  }
}

// MARK: Kinds

extension CommandOption {
  /// An option whose text is read by the function.
  ///
  /// - Parameters:
  ///   - problem: what a text is that the function cannot read, such as `is not a number`.
  ///   - read: `nil` if the text is no such value.
  static func value<Value>(
    _ name: String, _ value: String, variable: String? = nil, help: String, standard: String? = nil,
    sets path: any WritableKeyPath<Target, Value> & Sendable, problem: String,
    read: @escaping @Sendable (String) -> Value?
  ) -> Self {
    let usage = OptionUsage(name: name, value: value, variable: variable, help: help, standard: standard)
    return CommandOption(usage: usage) { target, text in
      guard let value = read(text) else { return problem }
      target[keyPath: path] = value
      return nil
    }
  }

  /// An option whose text is taken as it is.
  static func text(
    _ name: String, _ value: String, variable: String? = nil, help: String, standard: String? = nil,
    sets path: any WritableKeyPath<Target, String?> & Sendable
  ) -> Self {
    .value(name, value, variable: variable, help: help, standard: standard, sets: path, problem: "") { $0 }
  }

  /// An option that may be given several times, with several paths each time; in the variable a colon stands between two.
  static func paths(
    _ name: String, _ value: String, variable: String, help: String, standard: String? = nil,
    sets path: any WritableKeyPath<Target, [String]> & Sendable
  ) -> Self {
    var usage = OptionUsage(name: name, value: value, variable: variable, help: help, standard: standard)
    usage.isList = true
    return CommandOption(usage: usage) { target, text in
      target[keyPath: path] += text.split(separator: ":").map(String.init)
      return nil
    }
  }

  /// An option that may be given several times, with one URL each time; in the variable a space stands between two.
  static func urls(
    _ name: String, _ value: String, variable: String, help: String,
    sets path: any WritableKeyPath<Target, [String]> & Sendable
  ) -> Self {
    CommandOption(usage: OptionUsage(name: name, value: value, variable: variable, help: help)) { target, text in
      // A password may have spaces of its own.
      target[keyPath: path] += text.split(separator: #/ +(?=[A-Za-z]+:)/#).map(String.init)
      return nil
    }
  }

  /// An option without a value.
  static func flag(_ name: String, help: String, sets path: any WritableKeyPath<Target, Bool> & Sendable) -> Self {
    CommandOption(usage: OptionUsage(name: name, help: help)) { target, _ in
      target[keyPath: path] = true
      return nil
    }
  }
}
