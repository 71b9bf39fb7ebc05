package import Processes

/// Services by role, with what each depends on: what is started in order and ended in reverse, whatever happens.
///
///     var topology = Topology()
///     topology.add("buffer") { _ in try RedisServer.started(configuration) }
///     topology.add("exporter", after: ["buffer"]) { started in
///       let buffer = try started["buffer", as: RedisServer.self]
///       return try exporter(of: buffer.endpoint).start()
///     }
///     try await withTopology(topology) { started in … }
package struct Topology: Sendable {
  /// Starts one member; it is given those that it depends on, directly or not, and those that came before.
  package typealias Start = @Sendable (_ started: StartedTopology) throws -> any TopologyMember

  struct Member: Sendable {
    var role: String
    var dependencies: [String]
    var start: Start
  }

  private(set) var members: [Member] = []

  package init() {}

  /// Adds a member.
  ///
  /// - Parameters:
  ///   - role: its name in messages and in the report, such as `buffer`; once in a topology.
  ///   - dependencies: the roles that must run before it starts, and until it has ended.
  package mutating func add(_ role: String, after dependencies: [String] = [], start: @escaping Start) {
    members.append(Member(role: role, dependencies: dependencies, start: start))
  }

  /// The roles in the order in which they are started: as they were added, each behind what it depends on.
  ///
  /// - Throws: `TopologyError`.
  package func startOrder() throws -> [String] { try orderedMembers().map(\.role) }

  func orderedMembers() throws -> [Member] {
    let byRole = Dictionary(grouping: members, by: \.role)
    if let twice = members.first(where: { byRole[$0.role]?.count != 1 }) {
      throw TopologyError.repeatedRole(twice.role)
    }
    var ordered: [Member] = []
    func place(_ member: Member, behind path: [String]) throws {
      if ordered.contains(where: { $0.role == member.role }) { return }
      if path.contains(member.role) { throw TopologyError.cycle(path + [member.role]) }
      for role in member.dependencies {
        guard let dependency = byRole[role]?.first else {
          throw TopologyError.unknownRole(role, neededBy: member.role)
        }
        try place(dependency, behind: path + [member.role])
      }
      ordered.append(member)
    }
    for member in members { try place(member, behind: []) }
    return ordered
  }
}

/// What can be a member of a topology: a server of ours, or any other service.
package protocol TopologyMember: Sendable {
  /// Ends it and all that it started.
  ///
  /// - Throws: what was wrong with it, such as a crash report in its log; it has ended then too.
  func endMembership() throws
}

extension ServiceProcess: TopologyMember {
  package func endMembership() { tearDown() }
}

extension RedisServer: TopologyMember {
  package func endMembership() throws { try tearDown() }
}

/// Why a topology cannot be started, or has no such member.
package enum TopologyError: Error, Equatable, CustomStringConvertible {
  case repeatedRole(String)
  case unknownRole(String, neededBy: String)
  /// The roles in a ring, the first one again at the end.
  case cycle([String])
  case notStarted(String, as: String)

  package var description: String {
    switch self {
    case .repeatedRole(let role): "the role \(role) is there twice"
    case .unknownRole(let role, let other): "\(other) depends on \(role), which is no member"
    case .cycle(let roles): "the roles depend on each other: \(roles.joined(separator: " → "))"
    case .notStarted(let role, let type): "no \(type) runs in the role \(role)"
    }
  }
}
