package import Foundation
import Processes

/// Whether a server that this process is connected to runs on this host: as what it is found, not by what it is called.
package enum ServerPlace: Sendable, Equatable {
  /// It is this process.
  case here(pid_t)
  /// Its connections may end on this host, but in which process cannot be seen.
  case hidden
  /// Its connections end on another host, in another network, or in a proxy.
  case elsewhere
}

extension ServerPlace {
  /// Of a server at a Unix socket.
  ///
  /// - Parameters:
  ///   - number: the process that the server says it is, counted in its own process namespace.
  ///   - path: of its socket.
  package init(ofProcess number: Int, socketPath path: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    // As ucred of unix(7), which Glibc shows only with _GNU_SOURCE.
    var credentials: (pid: pid_t, user: uid_t, group: gid_t) = (0, 0, 0)
    var size = socklen_t(MemoryLayout.size(ofValue: credentials))
    guard UnixSocketAddress.with(path: path, { connect(descriptor, $0, $1) }) == 0,
      getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0
    else {
      self = .elsewhere
      return
    }
    // Who listens may be a proxy, or the parent of the server.
    self = processes(numbered: number).contains(credentials.pid) ? .here(credentials.pid) : .elsewhere
  }

  /// Of a server at a TCP port.
  ///
  /// Whoever connects to an address of this host comes from that same address, or from the loopback network (ip-route(8), the
  /// table `local`). Who listens there may still be a proxy: it must be a process that has that number.
  package init(ofProcess number: Int, host: String, port: Int) {
    guard let ends = Connection(to: host, port: port)?.addresses,
      ends.ours == ends.theirs || Reach(ofAddress: ends.theirs) == .loopback
    else {
      self = .elsewhere
      return
    }
    let candidates = processes(numbered: number)
    // A container has a network of its own, where others may listen at the same port.
    let listening = candidates.filter { candidate in
      isSameNamespace("net", candidate) && listeningSockets(of: [candidate]).contains { $0.port == port }
    }
    if listening.count == 1 {
      self = .here(listening[0])
    } else {
      let isHidden = candidates.contains {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\($0)/fd")) == nil
      }
      self = isHidden ? .hidden : .elsewhere
    }
  }
}

/// A connection that says nothing.
private final class Connection {
  private var descriptor: Int32 = -1

  /// - Returns: `nil` if none comes about within three seconds.
  init?(to host: String, port: Int) {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &found) == 0 else { return nil }
    defer { freeaddrinfo(found) }
    var next = found
    while let address = next?.pointee {
      descriptor = socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
      // Also the limit of connect(2).
      var limit = timeval(tv_sec: 3, tv_usec: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return }
      close(descriptor)
      descriptor = -1
      next = address.ai_next
    }
    return nil
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Those of both ends, in numbers.
  var addresses: (ours: String, theirs: String)? {
    guard let ours = address(getsockname), let theirs = address(getpeername) else { return nil }
    return (ours, theirs)
  }

  private func address(
    _ name: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> String? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        var host = [CChar](repeating: 0, count: 64)
        guard name(descriptor, address, &size) == 0,
          getnameinfo(address, size, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0
        else { return nil }
        return String(decoding: host.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
    }
  }
}

/// Whether the process is in this process' namespace of the kind (namespaces(7)).
private func isSameNamespace(_ kind: String, _ process: pid_t) -> Bool {
  func namespace(_ process: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/ns/\(kind)")
  }
  return namespace("\(process)") != nil && namespace("\(process)") == namespace("self")
}

/// The processes that have this number in their own process namespace.
private func processes(numbered number: Int) -> [pid_t] {
  allProcesses().filter { ownNumber(of: $0) == number }
}
