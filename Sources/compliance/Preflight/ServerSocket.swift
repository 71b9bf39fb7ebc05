import Foundation
import Processes

/// The Unix socket of a server: enough of a client to see whether someone answers.
struct ServerSocket {
  let path: String

  /// Whether the server answers a PING, be it that it wants a password. A server opens its socket before it has read its
  /// users, which may still end it.
  ///
  /// - Parameter seconds: how long it may take.
  func answers(within seconds: Int = 1) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    guard UnixSocketAddress.with(path: path, { connect(descriptor, $0, $1) }) == 0 else { return false }
    let ping = Array("PING\r\n".utf8)
    // Without a signal if the server has ended meanwhile.
    guard send(descriptor, ping, ping.count, Int32(MSG_NOSIGNAL)) == ping.count else { return false }
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, 0) == 1
  }
}
