import Host
import Testing

@Suite("Exposure")
struct ExposureTests {
  @Test(arguments: [
    "127.0.0.1", "127.255.255.255", "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0",
    "192.168.255.255", "::1", "-::1", "fc00::1", "fd00::1", "fdff:ffff::",
  ])
  func `a loopback or private address is not exposed`(address: String) {
    #expect(exposedAddresses(bind: address).isEmpty)
  }

  @Test(arguments: [
    "0.0.0.0", "126.255.255.255", "128.0.0.1", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0",
    "192.167.255.255", "192.169.0.0", "169.254.1.1", "8.8.8.8", "::", "::2", "-::", "fe80::1", "fe00::1",
    "2001:db8::1", "*", "-*", "localhost", "redis.example.com", "127.0.0.1.example.com", "127.1",
  ])
  func `any other address is exposed`(address: String) {
    #expect(exposedAddresses(bind: address) == [address])
  }

  @Test(arguments: ["", " "])
  func `no address at all means all of them`(bind: String) {
    #expect(exposedAddresses(bind: bind) == ["*"])
  }

  @Test func `each exposed address of several is named`() {
    #expect(exposedAddresses(bind: "127.0.0.1 8.8.8.8 -::1  10.1.2.3 *") == ["8.8.8.8", "*"])
  }
}
