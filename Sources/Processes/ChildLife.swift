import Foundation

/// Notices the end of a child at once, on a thread of its own, and reaps it: whether or not anybody asks.
///
/// A child that has ended and is not reaped keeps others waiting: the thread of Swift Testing that waits for exit tests
/// looks at the first ended child of this process, and would never meet its own.
final class ChildLife: Sendable {
  private let id: pid_t
  /// Guards the rest.
  private let condition = NSCondition()
  nonisolated(unsafe) private var seenEnd: ServiceProcess.End?
  nonisolated(unsafe) private var seenProcessorSeconds = 0.0
  /// Whether the process group may still have members. Once it has none, its id may become that of a stranger's group.
  nonisolated(unsafe) private var groupMayLive = true

  /// - Parameters:
  ///   - id: of a child that nobody else waits for.
  ///   - atEnd: is called on another thread when it is reaped.
  init(of id: pid_t, atEnd: @escaping @Sendable () -> Void) {
    self.id = id
    let watch = Thread { [self] in
      waitForEnd()
      atEnd()
    }
    watch.stackSize = 1 << 16
    watch.start()
  }

  /// How it ended; `nil` while it runs.
  var end: ServiceProcess.End? { condition.withLock { seenEnd } }

  /// Its processor time and that of the children that it waited for, in seconds; 0 while it runs.
  var processorSeconds: Double { condition.withLock { seenProcessorSeconds } }

  /// Sends the signal if it still runs: its id may be another's once it is reaped.
  func send(_ signal: Int32) {
    condition.withLock {
      if seenEnd == nil { _ = kill(id, signal) }
    }
  }

  /// Kills the child and what is left of its process group, and waits for the child's end.
  ///
  /// The group outlives its leader: a rewrite that the server forked goes on without it.
  func killGroup(within limit: Duration) {
    condition.withLock {
      if groupMayLive { _ = kill(-id, SIGKILL) }
    }
    // What was killed forks no more.
    if waitForEnd(within: limit) { condition.withLock { groupMayLive = false } }
  }

  /// - Returns: whether the end came in time.
  func waitForEnd(within limit: Duration) -> Bool {
    let deadline = Date(timeIntervalSinceNow: limit / .seconds(1))
    return condition.withLock {
      while seenEnd == nil {
        guard condition.wait(until: deadline) else { return seenEnd != nil }
      }
      return true
    }
  }

  /// Blocks until the child has ended.
  private func waitForEnd() {
    var information = siginfo_t()
    // Left unreaped by this call, so that no signal is sent to an id that is free already.
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) == -1, errno == EINTR {}
    condition.withLock {
      var status: Int32 = 0
      var usage = rusage()
      let result = wait4(id, &status, 0, &usage)
      let signal = status & 0x7f
      seenEnd = result != id ? .exited(-1) : signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
      seenProcessorSeconds = usage.ru_utime.seconds + usage.ru_stime.seconds
      if kill(-id, 0) == -1, errno == ESRCH { groupMayLive = false }
      condition.broadcast()
    }
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
