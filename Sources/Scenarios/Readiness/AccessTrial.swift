import Foundation
import Host
import Processes
import RedisConfiguration
import RedisFixture
import Workload

/// One server, and all that its users try there.
struct AccessTrial {
  let server: RedisServer
  let layout: Layout

  func play(_ names: [AccessRole: String]) throws -> TriedAccess {
    let state = try server.connect().state()
    if let reply = state.refusals["ACL"] { throw FixtureError.refused(command: "ACL LIST", reply: reply) }
    let known = state.users.map { KnownUser($0.key, rules: $0.value) }
    let users = try AccessRole.allCases.map { role in
      let name = names[role] ?? role.rawValue
      return (role: role, name: name, user: try Self.user(for: role, named: name, among: known))
    }
    let open = try openAddresses(known)
    let samples = try server.connect().configuration("maxmemory-samples")["maxmemory-samples"] ?? "5"
    var attempts: [TriedAccess.Attempt] = []
    for (role, _, user) in users {
      for work in role.work(in: layout) {
        let outcomes = try work.ways.map { try attempt($0, as: user, known) }
        attempts.append(
          .init(
            role: role, name: work.name, isWork: true, outcome: outcomes.first { $0 == .served } ?? outcomes[0]))
      }
      for command in role.forbidden(in: layout, samples: samples, user: user) {
        let name = command.prefix(["CONFIG", "ACL", "MODULE"].contains(command[0]) ? 2 : 1).joined(separator: " ")
        attempts.append(.init(role: role, name: name, isWork: false, outcome: try attempt(command, as: user, known)))
      }
    }
    return TriedAccess(
      attempts: attempts, openAddresses: open,
      replaced: Dictionary(uniqueKeysWithValues: users.filter { $0.user != $0.name }.map { ($0.role, $0.user) }))
  }

  /// The user that plays a role: the default user, where there is none of that name.
  private static func user(for role: AccessRole, named name: String, among known: [KnownUser]) throws -> String {
    if known.contains(where: { $0.name == name }) { return name }
    if known.contains(where: { $0.name == "default" && $0.isOn }) { return "default" }
    throw MissingCapability(
      "there is no user '\(name)', and the default user is off",
      remedy:
        "say in a specification of your own who it is (parameter \(role.rawValue)-user), or name the users: --acl FILE")
  }

  /// Sends a command over a connection of its own, to a server that holds an event.
  private func attempt(
    _ command: [String], as user: String, _ known: [KnownUser]
  ) throws -> TriedAccess.Outcome {
    if server.processId == nil { try server.start() }
    let admin = try server.connect()
    try admin.command("FLUSHALL")
    for words in layout.seeding { try admin.command(words: words) }
    // The name of a user may be anything; a password is added to those that it has.
    let password = HarnessUser.password()
    try admin.command("ACL", "SETUSER", user, "on", ">\(password)")
    defer {
      let before = known.first { $0.name == user }
      let rules = [before?.needsNoPassword == true ? "nopass" : "<\(password)", before?.isOn == false ? "off" : "on"]
      _ = try? server.connect().command(words: ["ACL", "SETUSER", user] + rules)
    }
    let connection = try RedisConnection(
      to: server.endpoint, timeout: .seconds(5), as: Login(user: user, password: password, file: server.file))
    let reply = try? connection.send(command)
    if command.first == "SHUTDOWN", reply == nil {
      try? wait(for: "the end of the server", within: .seconds(5)) { server.processId == nil }
    }
    return TriedAccess.Outcome(reply)
  }

  /// Where others than this host get in without a password: the default user where it needs none and nothing protects it, and
  /// other users that take any.
  private func openAddresses(_ known: [KnownUser]) throws -> [String] {
    let isProtected = try server.connect().configuration("protected-mode")["protected-mode"] != "no"
    let open = known.filter { $0.isOn && $0.needsNoPassword && !($0.name == "default" && isProtected) }
    // What others could reach is replaced here.
    guard !open.isEmpty, let bind = server.listening.replaced else { return [] }
    return bind.split(separator: " ").map { String($0.hasPrefix("-") ? $0.dropFirst() : $0) }.filter {
      Reach(of: $0) > .loopback
    }
  }
}

/// A user, as the server tells of it.
struct KnownUser: Sendable, Equatable {
  var name: String
  var isOn: Bool
  var needsNoPassword: Bool

  /// - Parameter rules: such as `on nopass ~* &* +@all`, in any order.
  init(_ name: String, rules: String) {
    let words = rules.split(separator: " ")
    self.name = name
    (isOn, needsNoPassword) = (words.contains("on"), words.contains("nopass"))
  }
}

/// The user by which the harness sees what became of the others' commands.
struct HarnessUser: Sendable {
  let name = "met001-harness"
  let secret = HarnessUser.password()

  /// 32 hexadecimal digits that nobody can guess.
  static func password() -> String {
    (0..<4).map { _ in String(UInt32.random(in: 0x1000_0000...(.max)), radix: 16) }.joined()
  }

  private var rules: [String] { ["on", ">\(secret)", "~*", "&*", "+@all"] }

  /// The server with this user beside those under test.
  ///
  /// - Parameter aclFile: the path of a file that has it too; `nil` where the configuration itself has the users.
  func added(to configuration: ServerConfiguration, aclFile: String?) -> ServerConfiguration {
    var configuration = configuration
    if let aclFile {
      configuration = configuration.setting("aclfile", aclFile)
    } else {
      configuration.file = configuration.file.appending([Directive("user", arguments: [name] + rules)])
    }
    (configuration.user, configuration.password) = (name, secret)
    return configuration
  }

  /// A file of users with this one.
  ///
  /// - Throws: `SystemError`, and why it cannot be written.
  func write(with users: [UInt8], in directory: String) throws -> String {
    let path = "\(directory)/users.acl"
    try Data(users + Array("\nuser \(name) \(rules.joined(separator: " "))\n".utf8)).write(to: URL(filePath: path))
    return path
  }
}
