import Host
import MET001Testing
import RedisConfiguration
import RedisFixture
import Testing

@Suite("Exposure", .specification, .tags(.configuration))
struct ExposureTests {
  @Test(.tags(.must)) func `CFG-06 not exposed`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let live = try await LiveSettings(server)
      let bind = live["bind"] ?? live.meant("bind")
      if server.listening.host == nil {
        evidence.record(.exposedAddresses, 0)
        evidence.note("The configuration lets the server listen at no address.")
      } else if let bind {
        let exposed = exposedAddresses(bind: bind)
        evidence.record(.exposedAddresses, exposed.count)
        evidence.note("bind is '\(bind)'\(exposed.isEmpty ? "" : "; exposed: \(exposed.joined(separator: ", "))").")
      }
      let sockets = listeningSockets(of: server.unit)
      evidence.record(.exposedSockets, sockets.count { $0.reach == .everybody }, samples: server.unit.count)
      for socket in sockets {
        evidence.note(
          "Process \(socket.process) of the server's unit listens at \(socket.address), port \(socket.port).")
      }
      try evidence.record(
        settings: ["protected-mode", "enable-debug-command", "enable-protected-configs"], from: live)
    }
  }
}
