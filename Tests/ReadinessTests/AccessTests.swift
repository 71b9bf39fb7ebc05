import MET001Testing
import RedisConfiguration
import Scenarios
import Testing
import Workload

@Suite("Access", .specification, .tags(.readiness))
struct AccessTests {
  @Test(.tags(.must)) func `RDY-02 access`() async throws {
    let settings = try RunSettings.current
    let users = try settings.deployment.users(beside: ConfigurationFile(path: settings.redisConf))
    let names: [AccessRole: String] = [
      .producer: try settings.text(.producerUser), .consumer: try settings.text(.consumerUser),
      .monitor: try settings.text(.monitorUser), .admin: try settings.text(.adminUser),
    ]
    let layout: Layout = try settings.choice(.layout)
    let access = try await TriedAccess.tryEverything(of: names, in: layout, file: users, on: ServersUnderTest())
    evidence.record(.commandsTried, access.attempts.count, samples: access.attempts.count)
    for role in AccessRole.allCases {
      let excessive = access.excessive.filter { $0.role == role }
      evidence.record(.commandsGranted, excessive.count, of: role.rawValue, samples: 0)
      if !excessive.isEmpty {
        evidence.note("The \(role) may use \(excessive.map(\.name).joined(separator: ", ")).")
      }
      let hindered = access.hindered.filter { $0.role == role }
      evidence.record(.workRefused, hindered.count, of: role.rawValue, samples: 0)
      for attempt in hindered { evidence.note("The \(role) cannot \(attempt.name): \(attempt.outcome.words).") }
    }
    for (role, user) in access.replaced.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      evidence.note("There is no user for the role of the \(role): the user '\(user)' was tried.")
    }
    evidence.record(.openAddresses, access.openAddresses.count, samples: 0)
    if !access.openAddresses.isEmpty {
      evidence.note("Served without a password at \(access.openAddresses.joined(separator: ", ")).")
    }
    evidence.attach(access.csv, named: "access.csv")
  }
}

extension TriedAccess {
  /// A line for each attempt.
  fileprivate var csv: String {
    let lines = attempts.map { attempt in
      "\(attempt.role.rawValue),\(attempt.name),\(attempt.isWork ? "must work" : "must be refused"),"
        + "\"\(attempt.outcome.words.replacing("\"", with: "'"))\""
    }
    return (["role,command,expected,answer"] + lines).joined(separator: "\n") + "\n"
  }
}

extension TriedAccess.Outcome {
  fileprivate var words: String {
    switch self {
    case .served: "served"
    case .refused(let words): "refused (\(words))"
    case .failed(let words): "allowed, and came to nothing (\(words))"
    }
  }
}
