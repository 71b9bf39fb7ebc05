/// The members of a topology that run.
package struct StartedTopology: Sendable {
  private var members: [(role: String, member: any TopologyMember)] = []

  /// The roles in the order in which they were started.
  package var roles: [String] { members.map(\.role) }

  /// The member in a role.
  ///
  /// - Throws: `TopologyError.notStarted` if there is none, or one of another type.
  package subscript<Member: TopologyMember>(role: String, as type: Member.Type) -> Member {
    get throws {
      guard let member = members.first(where: { $0.role == role })?.member as? Member else {
        throw TopologyError.notStarted(role, as: "\(type)")
      }
      return member
    }
  }

  mutating func add(_ member: any TopologyMember, as role: String) {
    members.append((role, member))
  }

  /// Ends all of them, the last that was started first, also where one of them does not end well.
  ///
  /// - Throws: what the first of them throws that throws.
  func end() throws {
    var failure: (any Error)?
    for (_, member) in members.reversed() {
      do {
        try member.endMembership()
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }
}

extension RedisServer {
  /// A server that runs, as a member of a topology, which ends it.
  ///
  /// - Throws: as `withRedisServer` does if the server does not start.
  package static func started(_ configuration: ServerConfiguration) throws -> RedisServer {
    let server = try RedisServer(configuration)
    do {
      try server.start()
    } catch {
      try server.tearDown()
      throw error
    }
    return server
  }
}

/// Starts the members in the order of their dependencies, runs the body with them, and ends them in reverse, whatever
/// happens: also those that run when a later one does not start.
///
/// - Throws: `TopologyError` before anything is started; what a member's end throws, for a crash explains whatever the
///   body met; else what a start or the body throws.
package func withTopology<Result>(
  _ topology: Topology, _ body: (StartedTopology) async throws -> Result
) async throws -> Result {
  var started = StartedTopology()
  let result: Result
  do {
    for member in try topology.orderedMembers() { started.add(try member.start(started), as: member.role) }
    result = try await body(started)
  } catch {
    try started.end()
    throw error
  }
  try started.end()
  return result
}
