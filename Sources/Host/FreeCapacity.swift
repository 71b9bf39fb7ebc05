import Foundation

/// What this host can still give, in bytes.
package enum FreeCapacity {
  /// Free memory: of the host, or of the control group if that has less.
  ///
  /// - Returns: infinity if the kernel does not tell.
  package static func memory() -> Double {
    let host = HostFacts.kibibytes("MemAvailable:").map { Double($0) * 1024 } ?? .infinity
    return min(host, controlGroupMemory())
  }

  /// Free space of the directory's file system, for an ordinary user.
  ///
  /// - Returns: infinity if the kernel does not tell.
  package static func disk(of directory: String) -> Double {
    var statistics = statvfs()
    guard statvfs(directory, &statistics) == 0 else { return .infinity }
    return Double(statistics.f_bavail) * Double(statistics.f_frsize)
  }

  /// What the control group may still take (cgroup v2, memory.max and memory.current).
  private static func controlGroupMemory() -> Double {
    func read(_ name: String) -> Double? {
      HostFacts.text(of: "/sys/fs/cgroup/\(name)").flatMap { Double($0) }
    }
    guard let most = read("memory.max"), let used = read("memory.current") else { return .infinity }
    return most - used
  }
}
