import Foundation

/// Processes that were started below this one and whose parent has ended: what an entry point leaves in the background,
/// also in a session and a directory of its own.
package enum Orphans {
  /// From now on they become children of this process, which can find them.
  package static func adopt() {
    // Kernels since 3.4 know it; where it fails, the process groups and the working directories remain to go by.
    becomeSubreaper()
  }

  /// Ends those whose parent has ended already.
  package static func reapEnded(except service: ServiceProcess) {
    while let id = endedChild(), id != service.id { _ = waitpid(id, nil, WNOHANG) }
  }

  /// Kills all children of this process, and what becomes its child thereby. No service may run.
  ///
  /// - Throws: `SystemError.timedOut` if one does not end.
  package static func end(within limit: Duration = .seconds(10)) throws {
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
    let own = "\(getpid())"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { id in
      // The name of the program, in parentheses, may hold any character; state and parent stand behind it.
      let text = String(decoding: FileManager.default.contents(atPath: "/proc/\(id)/stat") ?? Data(), as: UTF8.self)
      let fields = (text.lastIndex(of: ")").map { text[$0...] } ?? "").split(separator: " ")
      return fields.count > 2 && fields[2] == own
    }
  }
}
