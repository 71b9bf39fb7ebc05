import MET001Testing
import RedisFixture
import Testing

@Suite("Memory limit", .specification, .tags(.configuration))
struct MemoryLimitTests {
  @Test(.tags(.must)) func `CFG-01 maxmemory is the limit asked for`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let info = try server.connect().info("memory")
      evidence.record(.maxmemoryInForce, try info.integer("maxmemory"))
      try server.restart()
      let restarted = try server.connect().info("memory")
      evidence.record(.maxmemoryAfterRestart, try restarted.integer("maxmemory"))
      try evidence.record(settings: ["maxmemory"], from: try await LiveSettings(server))
    }
  }

  @Test(.tags(.must)) func `CFG-02 eviction policy and its precision`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let policy = try server.connect().info("memory")["maxmemory_policy"]
      evidence.record(.maxmemoryPolicyInForce, policy ?? "unknown")
      try evidence.record(settings: ["maxmemory-policy", "maxmemory-samples"], from: try await LiveSettings(server))
    }
  }
}
