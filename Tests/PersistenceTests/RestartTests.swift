import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

extension PersistedBuffer: SharedScenario {
  fileprivate init(_ server: RedisServer) throws {
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
    server.stop()
    let seconds = try server.timedStart()
    let survivors = try buffer.survivors(in: server, phase: "reading back", phases: .told)
    evidence.record(.intactShare, survivors.intactShare, samples: survivors.present)
    evidence.record(.foreign, survivors.foreign, samples: 0)
    evidence.record(.readyTime, seconds)
    evidence.attach(server.log, named: "redis.log")
    evidence.attach(try server.connect().info("persistence").text, named: "info-persistence.txt")
  }

  @Test(.tags(.must)) func `DUR-15 backup and restore`() async throws {
    let (seconds, restored) = try await buffer.backUpAndRestore(on: ServersUnderTest(), phases: .told)
    let original = try buffer.survivors(in: buffer.server, phase: "reading the original", phases: .told)
    evidence.record(.difference, original.difference(from: restored), samples: original.events.count)
    evidence.record(.intactShare, restored.intactShare, samples: restored.present)
    evidence.record(.backupTime, seconds)
  }
}
