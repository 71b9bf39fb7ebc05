package import Foundation
import Processes
package import RedisFixture

extension RedisServer {
  /// Stops the process that the server forked for a rewrite, so that the rewrite goes on until that process is
  /// continued or killed.
  ///
  /// - Returns: the process; `nil` if every rewrite had ended before.
  /// - Throws: `FixtureError`.
  package func holdRewrite() throws -> pid_t? {
    // One of few keys may end before its process is stopped.
    for _ in 0..<20 {
      if let child = try holdPresentRewrite() { return child }
      _ = try connect().waitForRewrite(within: .seconds(60))
    }
    return nil
  }

  private func holdPresentRewrite() throws -> pid_t? {
    let connection = try connect()
    if try connection.info("persistence")["aof_rewrite_in_progress"] == "0" { try connection.beginRewrite() }
    guard let child = forkedChild else { return nil }
    Foundation.kill(child, SIGSTOP)
    // It may have ended already without the server's having noticed.
    var state: Character?
    try wait(for: "the rewrite to stop", within: .seconds(60)) {
      state = ProcessStatus(of: child)?.state
      return state.map { "TtZX".contains($0) } ?? true
    }
    guard let state, "Tt".contains(state) else { return nil }
    return try connection.info("persistence")["aof_rewrite_in_progress"] == "1" ? child : nil
  }
}
