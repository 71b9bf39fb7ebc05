import RedisConfiguration

/// Something that a server is otherwise set to than its reference.
package struct Drift: Sendable, Hashable {
  package enum Kind: String, Sendable {
    case setting, user, command, module
  }

  package var kind: Kind
  package var name: String
  /// What the reference has; `nil` if it has no such thing.
  package var reference: String?
  /// What the server has; `nil` if it has no such thing.
  package var live: String?

  package init(_ kind: Kind, _ name: String, reference: String?, live: String?) {
    self.kind = kind
    self.name = name
    self.reference = reference
    self.live = live
  }
}

extension Drift: CustomStringConvertible {
  /// Without anything that is secret: the names of users and of renamed commands are, too.
  package var description: String {
    switch kind {
    case .setting:
      func shown(_ value: String?) -> String {
        guard let value else { return "unknown" }
        return Directive(name).isSecret ? "(redacted)" : "'\(value)'"
      }
      return "\(name) is \(shown(reference)) by the file and \(shown(live)) in the server"
    case .module:
      return live == nil ? "the module \(name) is missing" : "the module \(name) is not of the file"
    case .user: return reference == nil ? "a user is not of the file" : "a user of the file is missing or otherwise"
    case .command:
      return live == nil ? "a command is missing or has another name" : "a command has a name that is not of the file"
    }
  }
}

extension ServerState {
  /// All that this server is otherwise set to than the reference, in order of kind and name.
  ///
  /// What both of them refuse to say is not compared.
  ///
  /// - Parameters:
  ///   - replaced: settings whose values are the harness'.
  ///   - changed: what the harness has set since the start: these must have just that value, or any where its spelling
  ///     is not known.
  package func drift(
    from reference: ServerState, replaced: Set<String> = [], changed: [String: String?] = [:]
  ) -> [Drift] {
    var drifts: [Drift] = []
    func compare(_ kind: Drift.Kind, _ command: String, _ expected: [String: String], _ live: [String: String]) {
      let (isRefused, isRefusedByFile) = (refusals[command] != nil, reference.refusals[command] != nil)
      if isRefused != isRefusedByFile {
        drifts.append(
          Drift(.command, command, reference: isRefusedByFile ? nil : "", live: isRefused ? nil : ""))
      }
      guard !isRefused, !isRefusedByFile else { return }
      for name in Set(expected.keys).union(live.keys).sorted() where expected[name] != live[name] {
        drifts.append(Drift(kind, name, reference: expected[name], live: live[name]))
      }
    }
    // A setting that the server takes but does not list cannot be compared.
    let known = changed.compactMapValues(\.self).filter { reference.settings[$0.key] != nil }
    func isCompared(_ setting: String) -> Bool {
      !replaced.contains(setting) && (changed[setting] == nil || known[setting] != nil)
    }
    compare(
      .setting, "CONFIG", reference.settings.merging(known) { $1 }.filter { isCompared($0.key) },
      settings.filter { isCompared($0.key) })
    compare(.user, "ACL", reference.users, users)
    func names(_ set: Set<String>) -> [String: String] { Dictionary(uniqueKeysWithValues: set.map { ($0, "") }) }
    compare(.command, "COMMAND", names(reference.commands), names(commands))
    compare(.module, "MODULE", names(reference.modules), names(modules))
    return drifts
  }
}
