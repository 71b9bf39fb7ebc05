import Foundation
import Host
import RESP
package import RedisFixture

/// Clients that connect all at once, and are asked once more when all of them are open.
package struct ConnectionBurst: Sendable, Equatable {
  /// How many were open together and answered twice.
  package var served: Int
  /// How long it took until the last of them had its first answer, in seconds.
  package var seconds: Double
  /// What became of the first that was not served, in the words of the server or of this host; `nil` if all were.
  package var refusal: String?

  package init(served: Int, seconds: Double, refusal: String? = nil) {
    self.served = served
    self.seconds = seconds
    self.refusal = refusal
  }

  /// - Parameters:
  ///   - count: how many.
  ///   - greeting: what each asks; see `RedisServer.greeting`.
  ///   - limit: how long they may take: the kernel asks again after 1, 3 and 7 s where a server's queue was full.
  package init(
    of count: Int, to server: any RedisTarget, greeting: [[String]], within limit: Duration = .seconds(10)
  ) {
    // Beside the connections this process has files of its own.
    raiseOpenFileLimit(to: count + 256)
    var commands = CommandBuffer(capacity: 128)
    for command in greeting { commands.append(command: command) }
    let message = commands.withUnsafeBytes { Array($0) }
    let began = ContinuousClock.now
    let clients = (0..<count).map { _ in ConnectionAttempt(to: server.endpoint, sending: message) }
    Self.wait(for: clients, until: began + limit)
    seconds = (ContinuousClock.now - began) / .seconds(1)
    let open = clients.filter { $0.state == .answered }
    for client in open { client.askAgain() }
    Self.wait(for: open, until: .now + limit)
    served = open.count { $0.state == .answered }
    refusal =
      clients.lazy.compactMap { client in
        switch client.state {
        case .answered: nil
        case .refused(let words): words
        case .waiting: "no answer within \(limit.components.seconds) s"
        }
      }.first
  }

  private static func wait(for clients: [ConnectionAttempt], until deadline: ContinuousClock.Instant) {
    var open = clients
    while !open.isEmpty, ContinuousClock.now < deadline {
      var polled = open.map(\.poll)
      poll(&polled, nfds_t(polled.count), 10)
      for client in open { client.proceed() }
      open.removeAll { $0.state != .waiting }
    }
  }
}
