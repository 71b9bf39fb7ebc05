import Foundation
import Processes
import Synchronization

/// What Alertmanager sends its alerts to: a webhook on a port of the loopback interface.
///
/// The format is that of https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
package final class AlertReceiver: Sendable {
  /// An alert that arrived.
  package struct Delivery: Sendable, Equatable {
    package var at: ContinuousClock.Instant
    /// The receiver's name in Alertmanager's configuration.
    package var receiver: String
    package var labels: [String: String]
    /// Whether it says that the cause is gone.
    package var isResolved: Bool
  }

  package let port: Int
  private let socket: Int32
  private let state = Mutex(State())

  private struct State {
    var deliveries: [Delivery] = []
    var refused = 0
    var isRefusing = false
    var isOver = false
  }

  /// Begins to listen.
  ///
  /// - Throws: `SystemError.call`.
  package init() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 16) == 0 && getsockname(socket, $0, &length) == 0
      }
    }
    (self.socket, port) = (socket, Int(UInt16(bigEndian: address.sin_port)))
    guard isBound else {
      close(socket)
      throw SystemError.call("listen on 127.0.0.1")
    }
    Thread.detachNewThread { [self] in serve() }
  }

  /// What has arrived so far.
  package var deliveries: [Delivery] { state.withLock { $0.deliveries } }
  /// How often something came while it was down.
  package var refusals: Int { state.withLock { $0.refused } }

  /// Lets it answer everything with an error, as one that is down behind its proxy, or take alerts again.
  package func refuse(_ isRefusing: Bool) { state.withLock { $0.isRefusing = isRefusing } }

  /// Stops listening.
  package func end() {
    state.withLock { $0.isOver = true }
    // Wakes up the thread that accepts; it closes the socket.
    shutdown(socket, Int32(SHUT_RDWR))
  }

  // MARK: Connections

  private func serve() {
    while !state.withLock({ $0.isOver }) {
      let connection = accept(socket, nil, nil)
      if connection < 0 {
        if errno == EINTR || errno == ECONNABORTED { continue }
        break
      }
      // Programs that are started meanwhile get none of them.
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      var limit = timeval(tv_sec: 5, tv_usec: 0)
      setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      answer(connection)
      close(connection)
    }
    close(socket)
  }

  /// Reads one request and answers it; the connection ends then.
  private func answer(_ connection: Int32) {
    guard let body = Self.body(of: connection) else { return }
    let status = state.withLock { state in
      if state.isRefusing {
        state.refused += 1
        return "503 Service Unavailable"
      }
      guard let message = try? JSONDecoder().decode(Message.self, from: body) else { return "400 Bad Request" }
      state.deliveries += message.alerts.map {
        Delivery(at: .now, receiver: message.receiver, labels: $0.labels, isResolved: $0.status == "resolved")
      }
      return "200 OK"
    }
    let answer = Array("HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
    _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
  }

  /// - Returns: `nil` if it does not come.
  private static func body(of connection: Int32) -> Data? {
    var request = Data()
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while request.count < 16 << 20 {
      if let head = request.firstRange(of: Data("\r\n\r\n".utf8)) {
        let lines = String(decoding: request[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let length = lines.compactMap { line -> Int? in
          let parts = line.split(separator: ":", maxSplits: 1)
          guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
          return Int(parts[1].trimmingCharacters(in: .whitespaces))
        }.first
        guard let length else { return nil }
        if request.count - head.upperBound >= length { return request[head.upperBound...].prefix(length) }
      }
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      request.append(contentsOf: chunk.prefix(count))
    }
    return nil
  }

  private struct Message: Decodable {
    struct Alert: Decodable {
      var status: String
      var labels: [String: String]
    }

    var receiver: String
    var alerts: [Alert]
  }
}
