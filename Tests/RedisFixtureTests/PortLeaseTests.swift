import RedisFixture
import Testing

@Suite("Port lease")
struct PortLeaseTests {
  /// Of ten thousand and more ports, several hundred that are drawn by chance alone would hold some twice.
  @Test func `no two servers have the same port`() throws {
    let leases = try (0..<600).map { _ in try PortLease(at: "127.0.0.1") }
    #expect(Set(leases.map(\.number)).count == leases.count)
  }
}
