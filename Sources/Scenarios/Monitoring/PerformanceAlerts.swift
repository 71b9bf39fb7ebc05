import Foundation
import Processes
import RedisFixture
import Synchronization

/// A server that is slow, one that has no connection left, and one to which nobody writes any more.
package struct PerformanceAlerts: AlertScenario {
  private static let clients = 60

  package let timelines: [AlertTimeline]

  package init(_ eventLoad: EventLoad, _ alerting: AlertingUnderTest, on servers: some ServerFactory) async throws {
    func narrow(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxclients", "\(Self.clients)")
    }
    let timeline = try await servers.withServer(adjust: narrow) { server in
      try alerting.drill(eventLoad, on: server) { drill, driver in
        let slow = SlowClient(of: server)
        let slowness = try drill.produce("commands that take 8 ms") { try slow.begin() }
        try drill.end([slowness]) { try slow.end() }

        var crowd: [RedisConnection] = []
        let crowded = try drill.produce("no connection left") {
          while crowd.count <= Self.clients, let connection = try? server.connect(timeout: .seconds(5)),
            (try? connection.send(["PING"])) == .status("PONG")
          {
            crowd.append(connection)
          }
          guard try crowd.first?.info("stats").integer("rejected_connections") ?? 0 > 0 else {
            throw FixtureError.unexpected(
              command: "connecting more clients than \(Self.clients)", reply: "\(crowd.count) served, none rejected")
          }
        }
        try drill.end([crowded]) { crowd = [] }

        let quiet = try drill.produce("a producer that has stopped") { driver.change { $0.rate = 0 } }
        try drill.end([quiet]) { driver.change { $0 = BufferDriver.Conduct() } }
      }
    }
    timelines = [timeline]
  }
}

/// Somebody who keeps the server busy with commands that take long.
private final class SlowClient: Sendable {
  /// How long each command takes: more than any client may wait, and not so much that the exporter gives up.
  static let seconds = 0.008
  /// A script sees no time pass: it counts.
  private static let script = "local n = 0; for i = 1, ARGV[1] do n = n + i end; return 1"

  private let server: RedisServer
  private let isOver = Atomic(false)
  private let ended = DispatchSemaphore(value: 0)
  private let outcome = Mutex<Result<Void, any Error>>(.success(()))

  init(of server: RedisServer) { self.server = server }

  func begin() throws {
    let connection = try server.connect()
    // So far does this server count in that time.
    let sample = 200_000
    let quickest = try (0..<5).map { _ in
      try ContinuousClock().measure { try connection.command("EVAL", Self.script, "0", "\(sample)") }
    }.min()
    let count = quickest.map { Int(Double(sample) * Self.seconds / ($0 / .seconds(1))) } ?? sample
    nonisolated(unsafe) let busy = connection
    Thread.detachNewThread { [self] in
      let result = Result {
        while !isOver.load(ordering: .acquiring) {
          try busy.command("EVAL", Self.script, "0", "\(count)")
          usleep(4000)
        }
      }
      outcome.withLock { $0 = result }
      ended.signal()
    }
  }

  /// - Throws: what ended it before.
  func end() throws {
    isOver.store(true, ordering: .releasing)
    // Its connection has a deadline for each answer.
    ended.wait()
    try outcome.withLock { try $0.get() }
  }
}
