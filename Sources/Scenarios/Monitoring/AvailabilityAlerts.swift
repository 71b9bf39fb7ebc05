import Foundation
import Monitoring
import Processes
import RedisFixture

/// A server that dies, comes back, and comes back with less; and an exporter that dies.
package struct AvailabilityAlerts: AlertScenario {
  package let timelines: [AlertTimeline]

  package init(_ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory) async throws {
    let timeline = try await servers.withServer { server in
      try server.fill(toBytes: 8 << 20)
      return try alerting.drill(eventLoad, on: server) { drill, _ in
        let stack = drill.stack
        let blind = try drill.produce("the exporter is down") { stack.killExporter() }
        try drill.end([blind]) { try stack.startExporter() }

        let down = try drill.produce("the server is down") { server.kill() }
        let restart = try drill.produce("a restart that nobody asked for", ending: [down]) { try server.start() }
        try drill.end([down, restart])
        let names = drill.alerts(since: drill.causes[down].began, reaching: .firing)

        let poorer = try drill.produce("a server that lost its data", others: names) {
          server.kill()
          try server.removeData()
          try server.start()
        }
        try drill.end([poorer])
      }
    }
    timelines = [timeline]
  }
}

extension RedisServer {
  /// Removes all that it keeps: as when it comes back on another machine, or with another directory.
  fileprivate func removeData() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: dataDirectory) {
      try FileManager.default.removeItem(atPath: "\(dataDirectory)/\(name)")
    }
  }
}
