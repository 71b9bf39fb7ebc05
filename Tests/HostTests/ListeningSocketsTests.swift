import Foundation
import Host
import Testing

@Suite("Listening sockets")
struct ListeningSocketsTests {
  /// Listens at a free port of the address, in numbers, while the body runs.
  private func listening(at address: String, _ body: (_ port: Int) throws -> Void) throws {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    try #require(getaddrinfo(address, "0", &hints, &found) == 0)
    defer { freeaddrinfo(found) }
    let info = try #require(found).pointee
    let descriptor = socket(info.ai_family, info.ai_socktype, 0)
    defer { close(descriptor) }
    try #require(bind(descriptor, info.ai_addr, info.ai_addrlen) == 0 && listen(descriptor, 1) == 0)
    var bound = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    _ = withUnsafeMutablePointer(to: &bound) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
    }
    try body(
      Int(UInt16(bigEndian: withUnsafeBytes(of: bound) { $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self) })))
  }

  @Test(arguments: ["127.0.0.1", "127.1.2.3"])
  func `a socket of a process is found with its address and port`(address: String) throws {
    try listening(at: address) { port in
      let found = listeningSockets(of: [getpid()]).filter { $0.port == port }
      #expect(found == [ListeningSocket(address: address, port: port, process: getpid())])
      #expect(found.first?.reach == .loopback)
    }
    #expect(listeningSockets(of: [1]).allSatisfy { $0.process == 1 })
  }

  @Test func `an IPv6 socket is found too`() throws {
    guard FileManager.default.fileExists(atPath: "/proc/net/if_inet6") else { return }
    try listening(at: "::1") { port in
      #expect(listeningSockets(of: [getpid()]).filter { $0.port == port }.map(\.address) == ["::1"])
    }
  }

  @Test func `a process that is gone has none`() {
    #expect(listeningSockets(of: [pid_t.max]).isEmpty)
  }
}
