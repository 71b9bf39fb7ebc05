import Foundation
import Synchronization

/// Processes that were started below this one and whose parent has ended: what an entry point leaves in the background,
/// also in a session and a directory of its own.
///
/// A process that has not adopted them has none: its children are its own, and somebody waits for their end.
package enum Orphans {
  private static let areAdopted = Atomic(false)
  /// The children of the program that was here before this one was executed in its place.
  private static let inherited = Mutex<Set<pid_t>>([])

  /// From now on they become children of this process, which can find them. Every child that it starts itself is a
  /// `ServiceProcess`.
  package static func adopt() {
    // Kernels since 3.4 know it; where it fails, the process groups and the working directories remain to go by.
    becomeSubreaper()
    inherited.withLock { $0 = Set(children()) }
    areAdopted.store(true, ordering: .relaxed)
  }

  /// Reaps those that have ended.
  package static func reapEnded() {
    guard areAdopted.load(ordering: .relaxed) else { return }
    // A service is reaped by who waits for it.
    while let id = endedChild(), !ServiceProcess.isService(id) { _ = waitpid(id, nil, WNOHANG) }
  }

  /// Kills them, and what is orphaned thereby.
  ///
  /// - Parameter variable: only those that have inherited it, with this value; `nil` for all.
  /// - Throws: `SystemError.timedOut` if one does not end.
  package static func end(having variable: (name: String, value: String)? = nil, within limit: Duration = .seconds(10))
    throws
  {
    guard areAdopted.load(ordering: .relaxed) else { return }
    try wait(for: "the end of what was left in the background", within: limit) {
      let inherited = inherited.withLock(\.self)
      let orphans = children().filter { id in
        !ServiceProcess.isService(id) && !inherited.contains(id)
          && variable.map { hasInherited(id, $0.name, $0.value) } ?? true
      }
      for id in orphans {
        kill(id, SIGKILL)
        _ = waitpid(id, nil, WNOHANG)
      }
      return orphans.isEmpty
    }
  }

  private static func endedChild() -> pid_t? {
    var information = siginfo_t()
    guard waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return nil }
    let id = information._sifields._sigchld.si_pid
    return id > 0 ? id : nil
  }

  private static func children() -> [pid_t] {
    let own = getpid()
    return allProcesses().filter { ProcessStatus(of: $0)?.parent == own }
  }
}
