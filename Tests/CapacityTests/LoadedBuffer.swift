import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Workload

/// A server that has been loaded with all events of the profile, and how that went.
struct LoadedBuffer: SharedScenario {
  let server: RedisServer
  let eventLoad: EventLoad
  let load: LoadHistory
  /// INFO after the load.
  let info: Info

  init(_ server: RedisServer) throws {
    self.server = server
    eventLoad = try EventLoad.specified()
    load = try eventLoad.load(into: server, phases: .told)
    info = try server.connect().info()
  }
}

extension LoadedBuffer {
  /// How long the load took, for people.
  var duration: String { MeasureUnit.seconds.format(.number(load.seconds)) }

  /// How many keys expired during the load, and how many will: one that has expired counts as held until the server
  /// meets it.
  var expired: Int {
    get throws {
      let still = info["db0"]?.firstMatch(of: /expires=(\d+)/).flatMap { Int($0.1) } ?? 0
      return try info.integer("expired_keys") + still
    }
  }
}
