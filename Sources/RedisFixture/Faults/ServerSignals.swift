package import Foundation
import Processes

extension RedisServer {
  /// Kills the server's own process alone: a rewrite or a snapshot that it forked goes on without it, until it ends or
  /// the server's scope does.
  ///
  /// With `FsyncTracing.delay` the end is seen only when the delay is over.
  package func killLeavingItsChild() {
    let serving = killServing(withGroup: false)
    // An entry point that waited for it has nothing more to do.
    process?.signal(SIGKILL)
    _ = process?.waitForEnd(within: .seconds(60))
    waitForEnd(of: serving)
  }

  /// Kills the process that serves, wherever an entry point has put it: an init for containers gives it a group of its
  /// own, and is killed without a word to it.
  ///
  /// - Parameter withGroup: and what it forked.
  /// - Returns: that process; `nil` if there is none, or if its number is another program's by now.
  func killServing(withGroup: Bool) -> pid_t? {
    guard let id = own.process,
      isMarked(id) || [directory, dataDirectory].contains(where: { ScratchRoot.isProcess(id, under: $0) })
    else { return nil }
    let group = getpgid(id)
    Foundation.kill(withGroup && group > 1 && group != getpgrp() ? -group : id, SIGKILL)
    return id
  }

  /// Waits until a process that was killed has ended, for a minute at most: it may wait for a frozen disk.
  func waitForEnd(of process: pid_t?) {
    guard let process else { return }
    try? wait(for: "the end of the server", within: .seconds(60)) {
      guard let state = ProcessStatus(of: process)?.state else { return true }
      // Its first thread may have ended while another still syncs a file: until then its sockets are open.
      return "ZX".contains(state) && threads(of: process).count <= 1
    }
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
    return threads(of: id).contains { thread in
      ProcessStatus(of: id, thread: thread).map { "RD".contains($0.state) } ?? false
    }
  }

  private func threads(of process: pid_t) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
  }

  /// The process that the server has forked for a rewrite or a snapshot; `nil` if it has none. What an entry point left
  /// beside it is a child of the same process, but executes another program.
  package var forkedChild: pid_t? {
    guard let id = processId else { return nil }
    return children(of: id).first { executesProgram(of: id, $0) }
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
