import Foundation
import Processes

extension RedisServer {
  /// Kills the server's own process alone: a rewrite or a snapshot that it forked goes on without it, until it ends or
  /// the server's scope does.
  ///
  /// With `FsyncTracing.delay` the end is seen only when the delay is over.
  package func killLeavingItsChild() {
    process?.signal(SIGKILL)
    try? wait(for: "the end of the server", within: .seconds(60)) { processId == nil }
  }

  /// Stops the server's own process (SIGSTOP), and waits until it stands still.
  ///
  /// - Throws: `SystemError.timedOut`, also where the server is down.
  package func pause() throws {
    process?.signal(SIGSTOP)
    // `t` where strace holds it.
    try wait(for: "the server to stop", within: .seconds(5)) { ["T", "t"].contains(state) }
  }

  /// Lets a stopped server go on.
  package func resume() {
    process?.signal(SIGCONT)
  }

  /// The letter for its main thread's state in /proc/PID/stat, such as `D` for one that waits for a disk and cannot
  /// be interrupted; none where it is down.
  package var state: Character? {
    guard let id = processId, let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else {
      return nil
    }
    return text.split(separator: ")").last?.drop { $0 == " " }.first
  }
}
