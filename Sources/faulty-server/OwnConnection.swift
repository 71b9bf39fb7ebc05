import Foundation

/// A connection of the proxy's own to the server.
final class OwnConnection {
  private let server: Server
  private let descriptor: Int32

  /// `nil` if the server accepts no connection.
  init?(to server: Server) {
    guard let descriptor = Sockets.connect(to: server.socket) else { return nil }
    Sockets.becomeNonblocking(descriptor)
    self.server = server
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Sends commands, each with a reply of one line, and waits for the replies: what a client sends after that comes
  /// after them.
  ///
  /// - Returns: the replies; `nil` if the server ends or closes the connection before all of them came.
  /// - Throws: `ProxyError` after a minute.
  func execute(_ commands: [[UInt8]]) throws -> [UInt8]? {
    var requests = Backlog()
    commands.flatMap(\.self).withUnsafeBufferPointer { requests.send($0, to: descriptor) }
    var replies: [UInt8] = []
    var missing = commands.count
    var room = Array(repeating: UInt8(0), count: 1 << 12)
    let deadline = ContinuousClock.now + .seconds(60)
    while missing > 0 {
      guard ContinuousClock.now < deadline else {
        throw ProxyError(description: "the server has not answered the proxy's own commands for 60 s")
      }
      var waited = pollfd(fd: descriptor, events: Int16(POLLIN | (requests.isEmpty ? 0 : POLLOUT)), revents: 0)
      poll(&waited, 1, 100)
      if server.attend() != nil { return nil }
      if !requests.isEmpty, !requests.flush(to: descriptor) { return nil }
      let count = read(descriptor, &room, room.count)
      if count < 0, errno == EAGAIN || errno == EINTR { continue }
      guard count > 0 else { return nil }
      replies += room.prefix(count)
      missing -= room.prefix(count).count { $0 == UInt8(ascii: "\n") }
    }
    return replies
  }
}
