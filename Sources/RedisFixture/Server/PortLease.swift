import Foundation
import Processes

/// A port that is a server's alone as long as this lives, also while the server is down: no other server of this host's
/// network namespace gets it, of whichever process.
///
/// It is a Unix socket bound to a name without a file (unix(7): abstract), which the kernel gives to one process at a time
/// and takes back when that ends.
package final class PortLease: Sendable {
  package let number: Int
  private let socket: Int32

  /// Takes a port of that address on which nothing listens at the moment; of those that the kernel gives no client that
  /// connects, or one could have it while the server is down.
  ///
  /// - Throws: `SystemError.call` if there is none.
  package init(at host: String) throws {
    let range = text(ofFile: "/proc/sys/net/ipv4/ip_local_port_range").split(separator: "\t").first
    let end = min(max(range.flatMap { Int($0) } ?? 32_768, 20_000), 65_536)
    for _ in 0..<100 {
      let port = Int.random(in: 10_000..<end)
      guard let socket = Self.lease(port) else { continue }
      if Self.isFree(host, port) {
        (number, self.socket) = (port, socket)
        return
      }
      close(socket)
    }
    throw SystemError.call("bind \(host)")
  }

  deinit { close(socket) }

  /// - Returns: the socket that holds it; `nil` if another server has the port.
  private static func lease(_ port: Int) -> Int32? {
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let bound = UnixSocketAddress.with(path: "\0met001-port-\(port)") { bind(descriptor, $0, $1) }
    if bound == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  private static func isFree(_ host: String, _ port: Int) -> Bool {
    withAddress(host, port) { found in
      let descriptor = Glibc.socket(found.ai_family, found.ai_socktype, 0)
      defer { close(descriptor) }
      return bind(descriptor, found.ai_addr, found.ai_addrlen) == 0
    } == true
  }
}
