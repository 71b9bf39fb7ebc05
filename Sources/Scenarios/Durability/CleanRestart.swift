import RedisFixture
package import Workload

/// A clean restart of a full buffer while writers write: what an operator does for every update.
package struct CleanRestart: Sendable {
  /// How long the server took to end, in seconds, whether by itself or not.
  package let stopSeconds: Double
  /// From the start until it answers with all it has, in seconds.
  package let readySeconds: Double
  /// What became of all that was acknowledged, by the load and by the writers.
  package let loss: Loss

  /// - Parameters:
  ///   - buffer: a full one.
  ///   - limit: how long the server may take to end; then it is killed.
  /// - Throws: what keeps the server from starting again; `FixtureError`.
  package init(of buffer: PersistedBuffer, within limit: Duration, phases: Phases) throws {
    let server = buffer.server
    var (began, ended) = (0.0, 0.0)
    try buffer.write {
      began = buffer.clock.seconds
      server.stop(within: limit)
      ended = buffer.clock.seconds
    }
    stopSeconds = ended - began
    readySeconds = try server.timedStart()
    loss = try buffer.loss(at: ended, in: server, phase: "reading back", phases: phases)
  }
}
