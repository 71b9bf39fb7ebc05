import Host
package import Monitoring
import RedisFixture

/// Somebody's alerting, as its own programs have read it, and what it may take.
package struct AlertingUnderTest: Sendable {
  package var rules: AlertingRules
  package var alertmanager: AlertmanagerConfiguration
  package var pace: MonitoringPace
  package var limits: AlertLimits

  package init(
    rules: AlertingRules, alertmanager: AlertmanagerConfiguration, pace: MonitoringPace, limits: AlertLimits
  ) {
    (self.rules, self.alertmanager, self.pace, self.limits) = (rules, alertmanager, pace, limits)
  }

  /// Monitors a server that producer and batch writer work on, and drills its alerting.
  ///
  /// - Parameter body: begins when Prometheus knows the server.
  func drill(
    _ eventLoad: EventLoad, on server: RedisServer, _ body: (inout AlertDrill, BufferDriver) throws -> Void
  ) throws -> AlertTimeline {
    var (timeline, jitter) = try HostJitter.watch(server.processId, companions: server.companions) {
      try withMonitoring(of: server, rules, alertmanager, keys: BufferCursor.all, pace: pace) { stack in
        try BufferDriver.drive(eventLoad, on: server) { driver in
          try AlertWatch.watch(stack) { watch in
            var drill = AlertDrill(
              stack: stack, watch: watch, limits: limits, resolvingReceivers: alertmanager.resolvingReceivers)
            try drill.settle()
            try body(&drill, driver)
            var timeline = drill.timeline
            timeline.log = stack.log
            timeline.runbooks = rules.runbooks
            if alertmanager.isMutedAtTimes {
              timeline.notes.append("Times at which routes are muted were left out, and are not judged.")
            }
            return timeline
          }
        }
      }
    }
    timeline.hostDelay = jitter.percentile(1)
    return timeline
  }
}

extension ServerFactory {
  /// Runs the body with a server of so much memory.
  func withServer<Outcome>(
    ofBytes maxmemory: Int, _ body: (RedisServer) async throws -> Outcome
  ) async throws -> Outcome {
    try await withServer(adjust: { $0.limitingMemory(toBytes: maxmemory) }, body)
  }
}

extension RedisServer {
  /// Fills the memory with strings that are no events, up to a share of maxmemory, as Redis counts it.
  ///
  /// - Throws: `FixtureError.refused` where the server takes no more.
  func fill(to share: Double) throws {
    try fill(toBytes: Int(share * Double(try connect().info("memory").integer("maxmemory"))))
  }

  /// The same up to so many bytes.
  func fill(toBytes bytes: Int) throws {
    let connection = try connect()
    let piece = String(repeating: "x", count: 4000)
    while true {
      let info = try connection.info("memory")
      let used = try info.integer("used_memory") - info.integer("mem_not_counted_for_evict")
      if used >= bytes { return }
      let missing = (bytes - used) / 5200
      // In steps, for the memory that they take differs.
      for _ in 0..<min(max(1, missing), 500) {
        connection.append(["RPUSH", "ballast:\(Int.random(in: 0..<1000))", piece])
      }
      try connection.flush()
      for _ in 0..<min(max(1, missing), 500) {
        try connection.nextReply { if $0.isError { throw FixtureError.refused(command: "RPUSH", reply: $0.text) } }
      }
    }
  }

  /// Takes out what `fill` has put in, or so many of its thousand lists.
  func drainBallast(lists: Int = 1000) throws {
    let connection = try connect()
    for number in 0..<lists { connection.append(["UNLINK", "ballast:\(number)"]) }
    try connection.flush()
    for _ in 0..<lists { try connection.nextReply { _ in } }
  }
}
