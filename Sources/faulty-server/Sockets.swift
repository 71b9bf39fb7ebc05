import Foundation
import Processes

/// Calls on sockets. Each returns a descriptor, or `nil` and the reason in `errno`.
enum Sockets {
  /// Connects to a path. A server whose queue of connections is full is waited for, 10 seconds at most.
  static func connect(to path: String) -> Int32? {
    open(path) { descriptor, address, length in
      var limit = timeval(tv_sec: 10, tv_usec: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      var result = Glibc.connect(descriptor, address, length)
      while result != 0, errno == EINTR { result = Glibc.connect(descriptor, address, length) }
      return result
    }
  }

  /// Listens at a path. A socket that a dead process left there is replaced.
  static func listen(at path: String, backlog: Int32) -> Int32? {
    unlink(path)
    guard let descriptor = open(path, { bind($0, $1, $2) }) else { return nil }
    chmod(path, 0o700)
    return listening(descriptor, backlog)
  }

  /// Listens at a port of the loopback interface, which is at most 65535.
  static func listen(atPort port: Int, backlog: Int32) -> Int32? {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard bound else {
      close(descriptor)
      return nil
    }
    return listening(descriptor, backlog)
  }

  static func becomeNonblocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  /// Sends each reply at once, without waiting until the peer has acknowledged the one before it.
  static func sendAtOnce(_ descriptor: Int32) {
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func listening(_ descriptor: Int32, _ backlog: Int32) -> Int32? {
    becomeNonblocking(descriptor)
    return Glibc.listen(descriptor, backlog) == 0 ? descriptor : nil
  }

  private static func open(
    _ path: String, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    guard UnixSocketAddress.with(path: path, { call(descriptor, $0, $1) }) == 0 else {
      let reason = errno
      close(descriptor)
      errno = reason
      return nil
    }
    return descriptor
  }
}
