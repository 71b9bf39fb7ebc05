package import Foundation
import Processes

extension RedisServer {
  /// Kills the server's own process alone: a rewrite or a snapshot that it forked goes on without it, until it ends or
  /// the server's scope does.
  ///
  /// With `FsyncTracing.delay` the end is seen only when the delay is over.
  package func killLeavingItsChild() {
    signal(SIGKILL)
    // An entry point that waited for it has nothing more to do.
    process?.signal(SIGKILL)
    _ = process?.waitForEnd(within: .seconds(60))
  }

  /// Sends the signal to the process that serves, if it still runs.
  private func signal(_ signal: Int32) {
    if let processId { Foundation.kill(processId, signal) }
  }

  /// Stops the server's own process (SIGSTOP), and waits until it stands still.
  ///
  /// - Throws: `SystemError.timedOut`, also where the server is down.
  package func pause() throws {
    signal(SIGSTOP)
    // `t` where strace holds it.
    try wait(for: "the server to stop", within: .seconds(5)) { ["T", "t"].contains(state) }
  }

  /// Stops the server, unless a thread of it is at work in the background at the moment at which the one that serves
  /// its clients stops: such as one that syncs a file.
  ///
  /// - Returns: whether it stands still; if not, it goes on.
  /// - Throws: `SystemError.timedOut`, also where the server is down.
  package func pauseIfIdle() throws -> Bool {
    signal(SIGSTOP)
    let limit = Duration.seconds(5)
    let deadline = ContinuousClock.now + limit
    // Looks without a rest in between: a moment later that thread may have ended its work, and stopped as well.
    while state.map({ !"Tt".contains($0) }) ?? true {
      guard ContinuousClock.now < deadline else {
        throw SystemError.timedOut(waitingFor: "the server to stop", within: limit)
      }
      sched_yield()
    }
    guard isBusy else { return true }
    resume()
    return false
  }

  /// Whether a thread of it runs or waits for a disk.
  private var isBusy: Bool {
    guard let id = processId else { return false }
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task")) ?? []
    return threads.contains { thread in
      ProcessStatus(of: id, thread: thread).map { "RD".contains($0.state) } ?? false
    }
  }

  /// The process that the server has forked for a rewrite or a snapshot; `nil` if it has none. What an entry point left
  /// beside it is a child of the same process, but executes another program.
  package var forkedChild: pid_t? {
    guard let id = processId, let program = executable(of: id) else { return nil }
    return children(of: id).first { executable(of: $0) == program }
  }

  private func executable(of process: pid_t) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
  }

  /// Lets a stopped server go on.
  package func resume() {
    signal(SIGCONT)
  }

  /// The letter for its main thread's state; see `ProcessStatus`. `nil` if it is down.
  package var state: Character? {
    processId.flatMap { ProcessStatus(of: $0)?.state }
  }
}
