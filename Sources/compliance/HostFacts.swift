import ComplianceReport
import Foundation

/// What the report says of the machine.
enum HostFacts {
  static func read(directory: String) -> HostRecord {
    let memory = line(of: "/proc/meminfo", beginning: "MemTotal:")?.split(separator: " ").dropFirst().first
    return HostRecord(
      kernel: text(of: "/proc/sys/kernel/osrelease") ?? "unknown",
      cpu: line(of: "/proc/cpuinfo", beginning: "model name")?.split(separator: ":").last
        .map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown",
      cores: ProcessInfo.processInfo.activeProcessorCount,
      memoryBytes: (memory.flatMap { Int($0) } ?? 0) * 1024,
      filesystem: filesystem(of: directory),
      overcommit: text(of: "/proc/sys/vm/overcommit_memory") ?? "unknown",
      thp: thp(),
      jitterP99Seconds: jitterP99())
  }

  static func text(of path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  static func line(of path: String, beginning: String) -> String? {
    text(of: path)?.split(separator: "\n").first { $0.hasPrefix(beginning) }.map(String.init)
  }

  /// The mode in brackets of `always [madvise] never`.
  private static func thp() -> String {
    let modes = text(of: "/sys/kernel/mm/transparent_hugepage/enabled") ?? ""
    return modes.firstMatch(of: /\[(\w+)\]/).map { String($0.1) } ?? "unknown"
  }

  /// The type of the file system with the longest mount point above the directory.
  private static func filesystem(of directory: String) -> String {
    let mounts = (text(of: "/proc/mounts") ?? "").split(separator: "\n").map { $0.split(separator: " ") }
    let above = mounts.filter { mount in
      mount.count > 2 && (mount[1] == "/" || directory == mount[1] || directory.hasPrefix("\(mount[1])/"))
    }
    return above.max { $0[1].count < $1[1].count }.map { "\($0[2]) at \($0[1])" } ?? "unknown"
  }

  /// How late 300 timers of 1 ms fire, at the 99th percentile, in seconds.
  private static func jitterP99() -> Double {
    let lateness = (0..<300).map { _ in
      let due = ContinuousClock.now + .milliseconds(1)
      usleep(1_000)
      return max(0, (ContinuousClock.now - due) / .seconds(1))
    }
    return lateness.sorted()[296]
  }
}
