import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Testing
import Workload

extension PersistedBuffer: SharedScenario {
  fileprivate convenience init(_ server: RedisServer) throws {
    try self.init(.specified(), on: server, phases: .told)
  }
}

@Suite("Restart", .specification, .sharing { try PersistedBuffer($0) }, .tags(.durability))
struct RestartTests {
  let buffer: PersistedBuffer

  init() throws {
    buffer = try .shared
    try evidence.identify(buffer.server)
  }

  @Test(.tags(.must)) func `DUR-01 clean restart of a full buffer`() throws {
    let server = buffer.server
    defer { evidence.attach(server.log, named: "redis.log") }
    let limit = try evidence.settings.number(.recoveryTime)
    let restart: CleanRestart
    do {
      restart = try CleanRestart(of: buffer, within: .seconds(limit), phases: .told)
    } catch let error as ServiceError {
      evidence.conclude("The server did not come back after a clean stop: \(error).")
      throw error
    }
    evidence.sometimes("writes were under way at the stop", restart.loss.unanswered > 0)
    evidence.record(.readyTime, restart.readySeconds)
    evidence.record(.intactShare, restart.loss.intactShare, samples: restart.loss.acknowledged)
    evidence.record(.foreign, restart.loss.phantom, samples: 0)
    evidence.record(.stopTime, restart.stopSeconds)
    evidence.violateWhereRefused(restart.loss.refused)
    evidence.attach(try server.connect().info("persistence").text, named: "info-persistence.txt")
  }

  @Test(.tags(.must)) func `DUR-15 backup and restore`() async throws {
    let backedUp = try await BackedUpBuffer(of: buffer, on: ServersUnderTest(), phases: .told)
    evidence.sometimes("a rewrite ran when the backup began", backedUp.metRewrite)
    evidence.record(.difference, backedUp.loss.difference, samples: backedUp.loss.acknowledged)
    evidence.record(.backupTime, backedUp.seconds)
    evidence.violateWhereRefused(backedUp.loss.refused)
  }
}
