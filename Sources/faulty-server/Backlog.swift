import Foundation

/// Bytes for a socket that had no room for them yet.
struct Backlog {
  private var bytes: [UInt8] = []
  private var sent = 0

  var isEmpty: Bool { sent == bytes.count }
  var count: Int { bytes.count - sent }

  /// Sends as much as the socket has room for and keeps the rest, in order.
  mutating func send(_ more: UnsafeBufferPointer<UInt8>, to descriptor: Int32) {
    var rest = more[...]
    if isEmpty, !more.isEmpty {
      let count = write(descriptor, more.baseAddress, more.count)
      rest = more[max(count, 0)...]
    }
    bytes.append(contentsOf: rest)
  }

  /// Sends what was kept.
  ///
  /// - Returns: whether the socket is still open for it.
  mutating func flush(to descriptor: Int32) -> Bool {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent) }
    if count < 0 {
      guard errno != EAGAIN, errno != EINTR else { return true }
      bytes = []
      sent = 0
      return false
    }
    sent += count
    if isEmpty {
      bytes.removeAll(keepingCapacity: true)
      sent = 0
    }
    return true
  }
}
