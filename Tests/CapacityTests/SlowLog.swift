import Host
import MET001Testing
import RedisFixture
import Testing

extension Evidence {
  /// Ends the control as not judged where memory is outside its limit by the slow log's, and the server was short of the
  /// processors: commands that take long are kept in it, and on a noisy host all do.
  ///
  /// The slow log is emptied. One that is set to keep every command is no noise.
  ///
  /// - Parameters:
  ///   - memory: what the server uses, in bytes.
  ///   - before: what it used, in bytes.
  ///   - measure: the one as a share of the other.
  /// - Throws: the cancellation of the test, which must not be caught; `FixtureError.connectionLost`.
  func requireProcessor(
    _ shortage: ProcessorShortage, whereSlowLogExplains memory: Int, over before: Int, as measure: MeasureName,
    of server: RedisServer
  ) throws {
    guard !admits(measure, Double(memory) / Double(before)) else { return }
    let connection = try server.connect()
    let threshold = try connection.configuration("slowlog-log-slower-than")["slowlog-log-slower-than"].flatMap {
      Int($0)
    }
    guard let threshold, threshold > 0 else { return }
    try connection.command("SLOWLOG", "RESET")
    let withoutLog = try connection.info("memory").integer("used_memory")
    if admits(measure, Double(withoutLog) / Double(before)) { try requireProcessor(shortage) }
  }
}
