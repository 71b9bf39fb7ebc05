import Host
import MET001Testing
import RedisFixture
import Testing

@Suite("Exposure", .specification, .tags(.configuration))
struct ExposureTests {
  @Test(.tags(.must)) func `CFG-06 not exposed`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let live = try LiveSettings(server.connect())
      if let bind = live["bind"] {
        let exposed = exposedAddresses(bind: bind)
        evidence.record(.exposedAddresses, exposed.count)
        evidence.note("bind is '\(bind)'\(exposed.isEmpty ? "" : "; exposed: \(exposed.joined(separator: ", "))").")
      }
      try evidence.record(
        settings: ["protected-mode", "enable-debug-command", "enable-protected-configs"], from: live)
    }
  }
}
