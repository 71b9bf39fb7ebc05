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
    let groups = HostFacts.text(of: "/proc/\(process.map(String.init) ?? "self")/cgroup") ?? ""
    let limits = groups.split(separator: "\n").flatMap { line -> [Int] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, parts[1].isEmpty || parts[1] == "memory" else { return [] }
      let root = parts[1].isEmpty ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
      let file = parts[1].isEmpty ? "memory.max" : "memory.limit_in_bytes"
      // Every group above limits it too.
      let names = parts[2].split(separator: "/").map(String.init)
      return (0...names.count).compactMap { depth in
        HostFacts.text(of: ([root] + names.prefix(depth) + [file]).joined(separator: "/")).flatMap { Int($0) }
      }
    }
    return min(host, limits.min() ?? host)
  }
}
