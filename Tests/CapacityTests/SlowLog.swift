import MET001Testing
import RedisFixture
import Testing

extension Evidence {
  /// Ends the control as not judged where the memory that is too much is the slow log's, and the server was short of the
  /// processors: commands that take long are kept in it, and on a noisy host all do.
  ///
  /// The slow log is emptied. One that is set to keep every command is no noise.
  ///
  /// - Parameters:
  ///   - measure: the memory as a share of what it was.
  ///   - before: what it was, in bytes.
  /// - Throws: the cancellation of the test, which must not be caught; `FixtureError.connectionLost`.
  func requireProcessor(
    _ shortage: ProcessorShortage, whereSlowLogExplains measure: String, _ before: Int, of server: RedisServer
  ) throws {
    let connection = try server.connect()
    let threshold = try connection.configuration("slowlog-log-slower-than")["slowlog-log-slower-than"].flatMap {
      Int($0)
    }
    guard let threshold, threshold > 0 else { return }
    try connection.command("SLOWLOG", "RESET")
    let memory = try connection.info("memory").integer("used_memory")
    if admits(measure, Double(memory) / Double(before)) { try requireProcessor(shortage) }
  }
}
