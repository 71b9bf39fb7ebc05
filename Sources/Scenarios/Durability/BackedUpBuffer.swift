import Foundation
import RedisFixture
package import Workload

/// A backup of a full buffer while writers write and a rewrite runs, restored on another server.
package struct BackedUpBuffer: Sendable {
  /// How long the backup took, in seconds.
  package let seconds: Double
  /// Whether a rewrite ran when the backup began.
  package let metRewrite: Bool
  /// What the copy does not hold of what was acknowledged before the backup began, and what it holds besides.
  package let loss: Loss

  /// - Throws: `FixtureError`; what keeps the other server from starting.
  package init(of buffer: PersistedBuffer, on servers: some ServerFactory, phases: Phases) async throws {
    let server = buffer.server
    let backup = "\(server.directory)/backup"
    var (began, seconds, metRewrite) = (0.0, 0.0, false)
    try buffer.write {
      let connection = try server.connect()
      try connection.beginRewrite()
      metRewrite = try connection.info("persistence")["aof_rewrite_in_progress"] == "1"
      began = buffer.clock.seconds
      seconds = try Backup(of: server).copy(to: backup)
    }
    self.seconds = seconds
    self.metRewrite = metRewrite
    loss = try await servers.withServer { [began] other in
      try other.takeData(from: backup)
      try other.start()
      return try buffer.loss(at: began, in: other, phase: "reading the copy", phases: phases)
    }
    try FileManager.default.removeItem(atPath: backup)
  }
}
