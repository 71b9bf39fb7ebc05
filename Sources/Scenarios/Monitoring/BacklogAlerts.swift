import Monitoring
import RedisFixture

/// A batch writer that stops while events wait that are minutes old, and one that stops while they are hours old.
package struct BacklogAlerts: AlertScenario {
  package let timelines: [AlertTimeline]

  /// - Parameters:
  ///   - late: from which age on the writer is late, in seconds.
  ///   - dead: from which age on it is dead, in seconds.
  package init(
    late: Double, dead: Double, _ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory
  ) async throws {
    let timeline = try await servers.withServer { server in
      try alerting.drill(eventLoad, on: server) { drill, driver in
        // That nobody takes what is fresh says nothing of its age.
        try drill.rehearse {
          driver.change { $0.drains = false }
        } ending: {
          driver.change { $0.drains = true }
        }
        // The producer makes up for an outage: what it stores is old already, and the writer keeps up.
        driver.change { $0.age = late * 4 / 3 }
        try drill.pause(intervals: 6)
        let lateness = try drill.produce("the writer is late") { driver.change { $0.drains = false } }
        try drill.end([lateness]) { driver.change { ($0.drains, $0.age) = (true, 0) } }
        let names = drill.alerts(since: drill.causes[lateness].began, reaching: .firing)

        driver.change { $0.age = dead * 10 / 9 }
        try drill.pause(intervals: 6)
        let death = try drill.produce("the writer is dead", others: names) { driver.change { $0.drains = false } }
        try drill.end([death]) { driver.change { ($0.drains, $0.age) = (true, 0) } }
      }
    }
    timelines = [timeline]
  }
}
