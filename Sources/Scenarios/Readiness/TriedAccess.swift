import Foundation
import Processes
import RedisFixture
package import Workload

/// What each user of a server could do: every command was sent to it.
package struct TriedAccess: Sendable, Equatable {
  /// What the server made of a command.
  package enum Outcome: Sendable, Equatable {
    case served
    /// It was not for this user, or for nobody.
    case refused(String)
    /// It was allowed, and came to nothing.
    case failed(String)

    /// - Parameter reply: `nil` where the connection was lost over it.
    init(_ reply: Reply?) {
      guard case .error(let text) = reply else {
        self = reply == nil ? .failed("the connection was lost") : .served
        return
      }
      let isRefusal =
        ["NOPERM", "NOAUTH", "WRONGPASS"].contains { text.hasPrefix($0) }
        || text.hasPrefix("ERR unknown command") || text.contains("command not allowed")
      self = isRefusal ? .refused(text) : .failed(text)
    }
  }

  package struct Attempt: Sendable, Equatable {
    package var role: AccessRole
    /// The task, or the command.
    package var name: String
    /// Whether the user has to be able to do it; if not, it must not be.
    package var isWork: Bool
    package var outcome: Outcome

    package init(role: AccessRole, name: String, isWork: Bool, outcome: Outcome) {
      (self.role, self.name, self.isWork, self.outcome) = (role, name, isWork, outcome)
    }

    /// Whether the server did what it should.
    package var isAsItShouldBe: Bool {
      if isWork { return outcome == .served }
      if case .refused = outcome { return true }
      return false
    }
  }

  package var attempts: [Attempt]
  /// The addresses beyond this host at which the server serves somebody who gives no password, or any.
  package var openAddresses: [String]
  /// The roles that another user than the one asked for has, since there is none of that name.
  package var replaced: [AccessRole: String]

  package init(attempts: [Attempt], openAddresses: [String] = [], replaced: [AccessRole: String] = [:]) {
    (self.attempts, self.openAddresses, self.replaced) = (attempts, openAddresses, replaced)
  }

  /// What a user has to do and may not.
  package var hindered: [Attempt] { attempts.filter { $0.isWork && !$0.isAsItShouldBe } }
  /// What a user must not do and may.
  package var excessive: [Attempt] { attempts.filter { !$0.isWork && !$0.isAsItShouldBe } }

  /// Tries everything with every user.
  ///
  /// - Parameters:
  ///   - users: the name of each role's user.
  ///   - layout: how the buffer holds its events.
  ///   - file: the users under test, as an aclfile; `nil` for those of the configuration.
  /// - Throws: `FixtureError`, `ServiceError`; `MissingCapability` where a role has no user.
  package static func tryEverything(
    of users: [AccessRole: String], in layout: Layout, file: [UInt8]?, on servers: some ServerFactory
  ) async throws -> TriedAccess {
    let harness = HarnessUser()
    let directory = try ScratchRoot.current().makeDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = try file.map { try harness.write(with: $0, in: directory) }
    func adjust(_ configuration: ServerConfiguration) -> ServerConfiguration {
      harness.added(to: configuration, aclFile: path)
    }
    return try await servers.withServer(adjust: adjust) { server in
      try AccessTrial(server: server, layout: layout).play(users)
    }
  }
}
