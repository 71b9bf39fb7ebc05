import Monitoring
import RedisFixture

/// An alert whose receiver is down when it fires.
package struct DeliveredAlert: AlertScenario {
  package let timelines: [AlertTimeline]
  /// How often something came while the receiver was down.
  package let refusals: Int

  package init(_ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory) async throws {
    let (timeline, refusals) = try await servers.withServer { server in
      var refusals = 0
      let timeline = try alerting.drill(eventLoad, on: server) { drill, _ in
        let (receiver, watch) = (drill.stack.receiver, drill.watch)
        let limit = drill.limits.report / drill.stack.pace.factor
        let dead = try drill.produce("server and receiver are down") {
          receiver.refuse(true)
          server.kill()
          // Where nothing comes, nothing is refused.
          _ = try watch.wait(within: limit) { _ in receiver.refusals > 0 }
          receiver.refuse(false)
        }
        refusals = receiver.refusals
        try drill.end([dead]) { try server.start() }
      }
      return (timeline, refusals)
    }
    (timelines, self.refusals) = ([timeline], refusals)
  }
}
