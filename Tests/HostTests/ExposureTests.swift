import Host
import Testing

@Suite("Exposure")
struct ExposureTests {
  @Test(arguments: [
    "127.0.0.1", "127.255.255.255", "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0",
    "192.168.255.255", "::1", "-::1", "fc00::1", "fd00::1", "fdff:ffff::", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
  ])
  func `a loopback or private address is not exposed`(address: String) {
    #expect(exposedAddresses(bind: address).isEmpty)
  }

  @Test(arguments: [
    "0.0.0.0", "126.255.255.255", "128.0.0.1", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0",
    "192.167.255.255", "192.169.0.0", "169.254.1.1", "8.8.8.8", "::", "::2", "-::", "fe80::1", "fe00::1",
    "2001:db8::1", "*", "-*", "::ffff:8.8.8.8", "no-such-host.invalid", "${REDIS_HOST}",
  ])
  func `any other address is exposed`(address: String) {
    #expect(exposedAddresses(bind: address) == [address])
  }

  @Test func `a name is as exposed as what it resolves to`() {
    #expect(resolve("localhost").contains { $0 == "127.0.0.1" || $0 == "::1" })
    #expect(exposedAddresses(bind: "localhost").isEmpty)
    #expect(Reach(of: "localhost") == .loopback)
  }

  @Test(arguments: ["", " "])
  func `a server that is bound to nothing is not exposed`(bind: String) {
    #expect(exposedAddresses(bind: bind).isEmpty)
  }

  @Test func `each exposed address of several is named`() {
    #expect(exposedAddresses(bind: "127.0.0.1 8.8.8.8 -::1  10.1.2.3 *") == ["8.8.8.8", "*"])
  }
}
