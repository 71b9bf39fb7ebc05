package import Foundation
import Processes

/// What the kernel lets a server have.
package enum ProductionLimits {
  /// `net.core.somaxconn`; `nil` if the kernel does not tell.
  package static func longestBacklog() -> Int? {
    HostFacts.text(of: "/proc/sys/net/core/somaxconn").flatMap { Int($0) }
  }

  /// The process that works in a directory, as a server does in its data directory; `nil` if there is none.
  package static func process(workingIn directory: String) -> pid_t? {
    guard let path = try? realPath(directory) else { return nil }
    return allProcesses().first {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")) == path
    }
  }

  /// How many files a process may open at most (proc(5), limits).
  package static func openFiles(of process: pid_t) -> Int? {
    let line = HostFacts.line(of: "/proc/\(process)/limits", beginning: "Max open files")
    let words = line?.split(separator: " ") ?? []
    return words.count >= 5 ? Int(words[4]) ?? .max : nil
  }

  /// The memory of the host, or of the control groups that the process is in if that is less, in bytes.
  package static func memory(of process: pid_t?, host: Int) -> Int {
    let membership = HostFacts.text(of: "/proc/\(process.map(String.init) ?? "self")/cgroup") ?? ""
    let limits = ControlGroups.limits(
      ["memory.max", "memory.limit_in_bytes"], of: "memory", membership: membership
    ).compactMap { Int($0.text) }
    return min(host, limits.min() ?? host)
  }
}
