import RedisFixture

/// A buffer that fills up: to 80 %, to 90 %, and is drained.
package struct MemoryAlerts: AlertScenario {
  /// In bytes: what is judged is a share of it.
  static let maxmemory = 32 << 20

  package let timelines: [AlertTimeline]

  package init(_ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory) async throws {
    let timeline = try await servers.withServer(ofBytes: Self.maxmemory) { server in
      try alerting.drill(eventLoad, on: server) { drill, _ in
        try server.fill(to: 0.72)
        try drill.pause(intervals: 10)
        let eighty = try drill.produce("82 % full") { try server.fill(to: 0.82) }
        let ninety = try drill.produce("92 % full") { try server.fill(to: 0.92) }
        try drill.end([eighty, ninety]) { try server.drainBallast() }
      }
    }
    timelines = [timeline]
  }
}

/// A buffer that grows so fast that it is full within half an hour, and is far from that.
package struct GrowthAlerts: AlertScenario {
  /// In bytes: at 0.6 MB a second this is full after ten minutes.
  private static let maxmemory = 512 << 20

  package let timelines: [AlertTimeline]
  /// How full it was when the receiver knew.
  package let fill: Double

  package init(_ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory) async throws {
    let (timeline, fill) = try await servers.withServer(ofBytes: Self.maxmemory) { server in
      var fill = Double.nan
      let timeline = try alerting.drill(eventLoad, on: server) { drill, driver in
        let growing = try drill.produce("full in ten minutes") {
          driver.change { ($0.rate, $0.most) = (1000, 5) }
        }
        let info = try server.connect().info("memory")
        fill = Double(try info.integer("used_memory")) / Double(try info.integer("maxmemory"))
        try drill.end([growing]) { driver.change { $0 = BufferDriver.Conduct() } }
      }
      return (timeline, fill)
    }
    (timelines, self.fill) = ([timeline], fill)
  }
}
