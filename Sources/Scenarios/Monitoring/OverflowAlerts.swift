import Monitoring
import RedisFixture

/// A buffer that is full, and gets one event more: one that evicts, and one that refuses.
package struct OverflowAlerts: AlertScenario {
  package let timelines: [AlertTimeline]

  package init(_ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory) async throws {
    timelines = try await concurrentTimelines([
      { try await Self.overflow("evicted events", "allkeys-lru", eventLoad, alerting, on: servers) },
      { try await Self.overflow("refused events (OOM)", "noeviction", eventLoad, alerting, on: servers) },
    ])
  }

  private static func overflow(
    _ name: String, _ policy: String, _ eventLoad: EventLoad, _ alerting: AlertingUnderTest,
    on servers: some ServerFactory
  ) async throws -> AlertTimeline {
    func small(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.limitingMemory(toBytes: MemoryAlerts.maxmemory).setting("maxmemory-policy", policy)
    }
    return try await servers.withServer(adjust: small) { server in
      try alerting.drill(eventLoad, on: server) { drill, _ in
        try server.fill(to: 0.985)
        // What is said of a start, or of a buffer that is nearly full or that grows, says nothing of a loss.
        try drill.pause(intervals: 6)
        let others = drill.alerts(since: 0, reaching: .pending)
        let overflow = try drill.produce(name, others: others) { try server.overflow() }
        try drill.end([overflow]) { try server.drainBallast() }
      }
    }
  }
}

extension RedisServer {
  /// Writes until keys are evicted or writes refused. Where they were refused there is room again then: that too few events
  /// come says nothing of those that were refused.
  fileprivate func overflow() throws {
    let connection = try connect()
    let piece = String(repeating: "x", count: 4000)
    while try connection.info("stats").integer("evicted_keys") == 0 {
      for _ in 0..<20 {
        let reply = try connection.send(["RPUSH", "ballast:\(Int.random(in: 0..<1000))", piece])
        if case .error = reply { return try drainBallast(lists: 20) }
      }
    }
  }
}
