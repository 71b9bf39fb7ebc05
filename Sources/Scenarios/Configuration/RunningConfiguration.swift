import Foundation
import Processes
package import RedisFixture

/// A server that runs for a while on its configuration, with an idle client, and is met by many others at once.
package struct RunningConfiguration: Sendable {
  package let server: RedisServer
  /// What the idle client met when it asked again; `nil` if it was served.
  package let idleRefusal: String?
  package let burst: ConnectionBurst
  /// How many clients were served at the same time.
  package let served: Int

  /// - Parameters:
  ///   - clients: how many connect at once.
  ///   - idle: how long one client is silent, in seconds.
  /// - Throws: what keeps a client from connecting at all.
  package init(on server: RedisServer, clients: Int, idle: Double, phases: Phases) throws {
    self.server = server
    let client = try server.connect()
    let greeting = try server.greeting()
    // The connections of the start may still be counted.
    try? wait(for: "the server to be alone with its client", within: .seconds(2)) {
      try client.info("clients").integer("connected_clients") <= 1
    }
    // Together with the one that is there.
    burst = ConnectionBurst(of: clients - 1, to: server, greeting: greeting)
    served = burst.served + (Self.refusal(of: client) == nil ? 1 : 0)
    let began = ContinuousClock.now
    let progress = phases("waiting with an idle client", total: Int(idle), unit: "s")
    var seconds: Double { (ContinuousClock.now - began) / .seconds(1) }
    while seconds < idle {
      usleep(UInt32(min(0.2, max(0, idle - seconds)) * 1e6))
      progress(Int(seconds))
    }
    idleRefusal = Self.refusal(of: client)
  }

  private static func refusal(of client: RedisConnection) -> String? {
    do {
      let reply = try client.command("PING")
      return reply == .status("PONG") ? nil : "\(reply)"
    } catch {
      return "\(error)"
    }
  }
}
