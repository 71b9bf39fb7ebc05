import Foundation
import Processes
package import RedisFixture

/// A server that runs on its configuration, and is met by many clients at once.
package struct RunningConfiguration: Sendable {
  package let server: RedisServer
  package let burst: ConnectionBurst
  /// How many clients were served at the same time.
  package let served: Int

  /// - Parameter clients: how many connect at once.
  /// - Throws: what keeps a client from connecting at all.
  package init(on server: RedisServer, clients: Int) throws {
    self.server = server
    let client = try server.connect()
    let greeting = try server.greeting()
    // The connections of the start may still be counted.
    try? wait(for: "the server to be alone with its client", within: .seconds(2)) {
      try client.info("clients").integer("connected_clients") <= 1
    }
    // Together with the one that is there.
    burst = ConnectionBurst(of: clients - 1, to: server, greeting: greeting)
    served = burst.served + (client.refusal == nil ? 1 : 0)
  }
}
