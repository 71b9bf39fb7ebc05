/// What a server is set to, as it says itself.
package struct ServerState: Sendable, Equatable {
  /// What CONFIG GET reports, by name: old and new names of one setting are both there.
  package var settings: [String: String]
  /// The rules of each user, by name, as ACL LIST reports them: with the digests of its passwords.
  package var users: [String: String]
  /// The names of the commands, which may be renamed.
  package var commands: Set<String>
  /// The names of the modules.
  package var modules: Set<String>
  /// What the server refused to say, by command, in its words.
  package var refusals: [String: String]

  package init(
    settings: [String: String] = [:], users: [String: String] = [:], commands: Set<String> = [],
    modules: Set<String> = [], refusals: [String: String] = [:]
  ) {
    self.settings = settings
    self.users = users
    self.commands = commands
    self.modules = modules
    self.refusals = refusals
  }

  /// How many settings, users, commands and modules that is.
  package var count: Int { settings.count + users.count + commands.count + modules.count }
}

extension RedisConnection {
  /// Asks the server for its settings, and for nothing else that it is set to.
  ///
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.unexpected`.
  package func settings() throws -> ServerState {
    var state = ServerState()
    guard let settings = try ask(["CONFIG", "GET", "*"], &state).pairs else {
      throw FixtureError.unexpected(command: "CONFIG GET", reply: "a value is missing")
    }
    state.settings = settings
    return state
  }

  /// The elements of the answer; none where the server refuses, which is kept.
  private func ask(_ words: [String], _ state: inout ServerState) throws -> [Reply] {
    let reply = try send(words)
    if case .error(let text) = reply {
      state.refusals[words[0]] = text
      return []
    }
    guard let elements = reply.elements else {
      throw FixtureError.unexpected(command: words.joined(separator: " "), reply: "\(reply)")
    }
    return elements
  }

  /// Asks the server for all that it is set to.
  ///
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.unexpected`.
  package func state() throws -> ServerState {
    var state = try settings()
    func ask(_ words: String...) throws -> [Reply] { try self.ask(words, &state) }
    for rules in try ask("ACL", "LIST").compactMap(\.text) {
      // "user NAME RULES"
      let words = rules.split(separator: " ", maxSplits: 2).map(String.init)
      guard words.count > 1 else { continue }
      state.users[words[1]] = comparable(rules: words.count > 2 ? words[2] : "")
    }
    state.commands = Set(try ask("COMMAND").compactMap { $0.elements?.first?.text })
    state.modules = Set(
      try ask("MODULE", "LIST").compactMap { module in
        let words = module.elements?.map { $0.text ?? "" } ?? []
        return words.firstIndex(of: "name").flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
      })
    return state
  }
}

/// The rules of a user, in an order that is the same in every start.
///
/// Redis 7.0 and later tell single commands in the order of a hash table, which differs from start to start
/// (ACLDescribeSelectorCommandRules in their acl.c). And what every user has that is not told otherwise the server names of
/// some users, and of others not (https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/).
private func comparable(rules: String) -> String {
  // Of a user, and then of each of its selectors, which stand in parentheses.
  rules.split(separator: "(", omittingEmptySubsequences: false).map { selector in
    selector.split { " )".contains($0) }.filter { $0 != "sanitize-payload" }.sorted().joined(separator: " ")
  }.joined(separator: " | ")
}
