import Foundation
import Synchronization

/// Processes that were started below this one and whose parent has ended: what an entry point leaves in the background,
/// also in a session and a directory of its own.
///
/// A process that has not adopted them has none: its children are its own, and somebody waits for their end.
package enum Orphans {
  private static let areAdopted = Atomic(false)

  /// From now on they become children of this process, which can find them. Every child that it starts itself is a
  /// `ServiceProcess`.
  package static func adopt() {
    // Kernels since 3.4 know it; where it fails, the process groups and the working directories remain to go by.
    becomeSubreaper()
    areAdopted.store(true, ordering: .relaxed)
  }

  /// Ends those whose parent has ended already.
  package static func reapEnded(except service: ServiceProcess) {
    guard areAdopted.load(ordering: .relaxed) else { return }
    while let id = endedChild(), id != service.id { _ = waitpid(id, nil, WNOHANG) }
  }

  /// Kills all children of this process, and what becomes its child thereby. No service may run.
  ///
  /// - Throws: `SystemError.timedOut` if one does not end.
  package static func end(within limit: Duration = .seconds(10)) throws {
    guard areAdopted.load(ordering: .relaxed) else { return }
    try wait(for: "the end of what was left in the background", within: limit) {
      let children = children()
      for id in children {
        kill(id, SIGKILL)
        _ = waitpid(id, nil, WNOHANG)
      }
      return children.isEmpty
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
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { ProcessStatus(of: $0)?.parent == own }
  }
}
