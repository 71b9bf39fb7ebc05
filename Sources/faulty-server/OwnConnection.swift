import Foundation

/// A connection of the proxy's own to the server.
final class OwnConnection {
  private let descriptor: Int32

  /// None where the server takes no connection.
  init?(to server: String) {
    guard let descriptor = Sockets.connect(to: server) else { return nil }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Has the commands done, each with a reply of one line, and waits until they are: what a client sends after that
  /// comes after them. A server that ends meanwhile does not do them any more.
  func execute(_ commands: [[UInt8]]) {
    var left = commands.count
    guard left > 0, send(commands.flatMap(\.self)) else { return }
    var reply = Array(repeating: UInt8(0), count: 1 << 12)
    while left > 0 {
      let count = read(descriptor, &reply, reply.count)
      guard count > 0 else { return }
      left -= reply.prefix(count).count { $0 == UInt8(ascii: "\n") }
    }
  }

  private func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
