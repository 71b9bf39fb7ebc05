import Foundation
import Processes
package import RedisFixture
import Synchronization

/// Rewrites of the append-only file, one after the other.
package final class Rewrites: Sendable {
  private let server: RedisServer
  private let seconds: Double
  /// When each that ended well began and ended, in seconds since 1970.
  private let times = Mutex<[ClosedRange<Double>]>([])
  /// How each that did not end well ended.
  private let failed = Mutex<[String]>([])

  /// - Parameter seconds: for at least how long; the last rewrite that was begun is waited for.
  package init(of server: RedisServer, seconds: Double) {
    self.server = server
    self.seconds = seconds
  }

  /// Rewrites while the body runs, which asks whether the rewrites have ended.
  ///
  /// - Throws: what the body throws; `FixtureError.refused` where the server refuses to rewrite.
  package func `repeat`<Outcome>(during body: (_ haveEnded: () -> Bool) throws -> Outcome) throws -> Outcome {
    let haveEnded = Atomic(false)
    var outcome: Result<Outcome, any Error>?
    try concurrently(
      { outcome = Result { try body { haveEnded.load(ordering: .acquiring) } } },
      {
        defer { haveEnded.store(true, ordering: .releasing) }
        let end = Date.now.timeIntervalSince1970 + seconds
        repeat {
          var began = Date.now.timeIntervalSince1970
          let status = try server.rewrite(whenAsked: { began = Date.now.timeIntervalSince1970 })
          let ended = Date.now.timeIntervalSince1970
          if status == "ok" {
            times.withLock { $0.append(began...ended) }
          } else {
            failed.withLock { $0.append(status) }
          }
        } while Date.now.timeIntervalSince1970 < end
      })
    return try outcome!.get()
  }

  /// How each rewrite ended that did not end well, as INFO has it.
  package var failures: [String] { failed.withLock(\.self) }

  /// When each rewrite that ended well went on, in seconds since the epoch given.
  package func spans(since epoch: Double) -> [ClosedRange<Double>] {
    times.withLock { $0.map { ($0.lowerBound - epoch)...($0.upperBound - epoch) } }
  }
}
