package import Foundation
import Processes

/// A connection that is asked for and not waited for: one of many that come at once.
///
/// It sends what it has to as soon as the kernel says that it is connected, and tells when the answer is there.
package final class ConnectionAttempt {
  package enum State: Sendable, Equatable {
    /// The kernel has not taken it yet, or the server has not answered.
    case waiting
    case answered
    /// In the words of the server or of this host.
    case refused(String)
  }

  package private(set) var state = State.waiting
  private let endpoint: Endpoint
  private let message: [UInt8]
  /// -1 before it is asked for, and when it is closed.
  private var descriptor: Int32 = -1
  private var isSent = false
  private var answer: [UInt8] = []

  /// - Parameter message: commands, the last of them a PING.
  package init(to endpoint: Endpoint, sending message: [UInt8]) {
    self.endpoint = endpoint
    self.message = message
    begin()
  }

  deinit {
    close()
  }

  /// What to poll for.
  package var poll: pollfd {
    pollfd(fd: state == .waiting ? descriptor : -1, events: Int16(isSent ? POLLIN : POLLOUT), revents: 0)
  }

  /// Asks the server once more over the open connection.
  package func askAgain() {
    guard state == .answered else { return }
    (state, isSent, answer) = (.waiting, false, [])
  }

  /// Goes on as far as it can.
  package func proceed() {
    guard state == .waiting else { return }
    if descriptor < 0 { return begin() }
    if isSent { receive() } else { sendMessage() }
  }

  // MARK: Steps

  private func begin() {
    let result: Int32?
    switch endpoint {
    case .unixSocket(let path):
      open(AF_UNIX)
      result = UnixSocketAddress.with(path: path) { connect(descriptor, $0, $1) }
    case .tcp(let host, let port):
      result = withAddress(host, port) { address in
        open(address.ai_family)
        return connect(descriptor, address.ai_addr, address.ai_addrlen)
      }
    }
    guard let result else { return refuse("\(endpoint) is no address") }
    guard result != 0, errno != EINPROGRESS else { return }
    // A Unix socket whose queue is full takes nobody: it is tried again.
    if errno == EAGAIN { close() } else { refuse(String(cString: strerror(errno))) }
  }

  private func open(_ family: Int32) {
    descriptor = socket(
      family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  }

  private func sendMessage() {
    let sent = send(descriptor, message, message.count, Int32(MSG_NOSIGNAL))
    if sent == message.count {
      isSent = true
    } else if sent >= 0 || (errno != EAGAIN && errno != ENOTCONN) {
      refuse(sent >= 0 ? "its socket takes no \(message.count) bytes" : String(cString: strerror(errno)))
    }
  }

  private func receive() {
    var room = [UInt8](repeating: 0, count: 1024)
    let count = recv(descriptor, &room, room.count, 0)
    if count < 0, errno == EAGAIN { return }
    answer += room.prefix(max(0, count))
    let text = String(decoding: answer, as: UTF8.self)
    if text.hasSuffix("+PONG\r\n") {
      state = .answered
    } else if let error = text.split(separator: "\r\n").first(where: { $0.hasPrefix("-") }) {
      refuse(String(error.dropFirst()))
    } else if count == 0 {
      refuse("the server closed the connection")
    } else if count < 0 {
      refuse(String(cString: strerror(errno)))
    }
  }

  private func refuse(_ words: String) {
    state = .refused(words)
    close()
  }

  private func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }
}

/// Calls the closure with a numeric address.
///
/// - Returns: what the closure returns; `nil` if it is none.
func withAddress<Result>(_ host: String, _ port: Int, _ body: (addrinfo) -> Result) -> Result? {
  var hints = addrinfo()
  hints.ai_flags = AI_NUMERICHOST
  hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
  var found: UnsafeMutablePointer<addrinfo>?
  guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let found else { return nil }
  defer { freeaddrinfo(found) }
  return body(found.pointee)
}
