import MET001
import Testing

@Suite("Component")
struct ComponentTests {
  private func component(_ program: String, runs binary: String) -> Component {
    Component(
      role: .server, name: "redis", version: "7.0.15", buildId: "b", program: program, binary: binary,
      binarySha256: "0", configurationSha256: "1")
  }

  @Test func `a link or a wrapper is shown with where it leads`() {
    let link = component("/usr/bin/redis-server", runs: "/usr/bin/redis-check-rdb")
    #expect(link.path == "/usr/bin/redis-server → /usr/bin/redis-check-rdb")
  }

  @Test func `a program that is executed itself is shown once`() {
    #expect(component("/opt/redis-server", runs: "/opt/redis-server").path == "/opt/redis-server")
  }
}
