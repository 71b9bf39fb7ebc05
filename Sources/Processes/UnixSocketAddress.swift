package import Foundation

/// The address of a Unix socket.
package enum UnixSocketAddress {
  /// The longest path, in bytes: the address has room for 108, of which the last one is zero (unix(7)).
  package static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

  /// Calls the closure with the address and its length, as bind(2) and connect(2) take them.
  ///
  /// - Parameter path: of a file; or a name without a file, which begins with a zero byte.
  /// - Returns: what the closure returns; `nil`, with ENAMETOOLONG in `errno`, where the path is too long.
  package static func with<Result>(
    path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result? {
    guard path.utf8.count <= longestPath else {
      errno = ENAMETOOLONG
      return nil
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
