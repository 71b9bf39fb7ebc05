import Foundation
import Processes
import RedisFixture

/// A full disk, a rewrite that dies, and a disk that syncs slowly; each under a server of its own.
package struct PersistenceAlerts: AlertScenario {
  private static let diskBytes = 96 << 20
  /// How long each of a few fsyncs hangs, in seconds.
  private static let stall = 3
  private static let stalls = 3

  package let timelines: [AlertTimeline]

  package init(_ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory) async throws {
    timelines = try await concurrentTimelines([
      { try await Self.fullDisk(eventLoad, alerting, on: servers) },
      { try await Self.deadRewrite(eventLoad, alerting, on: servers) },
      { try await Self.slowDisk(eventLoad, alerting, on: servers) },
    ])
  }

  private static func fullDisk(
    _ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory
  ) async throws -> AlertTimeline {
    try await withFillingDisk(bytes: diskBytes) { disk in
      try await servers.withServer(adjust: disk.holding) { server in
        var timeline = try alerting.drill(eventLoad, on: server) { drill, driver in
          // Where nothing is written nothing comes: that says nothing of the file.
          try drill.rehearse {
            driver.change { $0.rate = 0 }
          } ending: {
            driver.change { $0 = BufferDriver.Conduct() }
          }
          let full = try drill.produce("the file cannot be written") {
            try disk.fill(under: server)
            try waitForServer("a write that fails", within: .seconds(30)) {
              try server.connect().info("persistence")["aof_last_write_status"] == "err"
            }
          }
          try drill.end([full]) { try disk.free(under: server) }
        }
        timeline.notes.append("Of the disk: \(disk.technique).")
        return timeline
      }
    }
  }

  private static func deadRewrite(
    _ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory
  ) async throws -> AlertTimeline {
    try await servers.withServer { server in
      try server.fill(toBytes: 8 << 20)
      return try alerting.drill(eventLoad, on: server) { drill, _ in
        let connection = try server.connect()
        let dead = try drill.produce("a rewrite that died") {
          try server.configure("rdb-key-save-delay", to: "10000")
          try connection.beginRewrite()
          guard let child = try server.holdRewrite() else { throw NoRewrite() }
          kill(child, SIGKILL)
          try waitForServer("a failed rewrite", within: .seconds(30)) { try server.lastRewriteStatus() == "err" }
          try server.configure("rdb-key-save-delay", to: "0")
        }
        try drill.end([dead]) { try server.rewriteWell() }
      }
    }
  }

  private struct NoRewrite: Error, CustomStringConvertible {
    let description = "no rewrite was met while it ran"
  }

  private static func slowDisk(
    _ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory
  ) async throws -> AlertTimeline {
    // The first seconds are for what is normal.
    let first = 20
    func slow(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.tracingFsync(.delay(.seconds(stall), from: first, count: stalls))
    }
    return try await servers.withServer(adjust: slow) { server in
      var behind = 0
      var timeline = try alerting.drill(eventLoad, on: server) { drill, driver in
        // At the offered rate what waits for the disk is more than a few kilobytes.
        driver.change { $0.rate = 1000 }
        let connection = try server.connect()
        let slow = try drill.produce("a disk that syncs slowly") {
          try waitForServer("a delayed fsync", within: .seconds(60)) {
            let info = try connection.info("persistence")
            behind = max(behind, try info.integer("aof_buffer_length"))
            return try info.integer("aof_delayed_fsync") > 0
          }
        }
        try drill.end([slow]) {
          try waitForServer("fsyncs that are quick again", within: .seconds(60)) {
            let isPending = try connection.hasFsyncInFlight() != false
            if isPending { return false }
            usleep(500_000)
            return try connection.hasFsyncInFlight() == false
          }
        }
      }
      timeline.notes.append("Up to \(behind) B were acknowledged and not in the file yet.")
      return timeline
    }
  }
}
