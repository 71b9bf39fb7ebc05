import Foundation

/// What this machine is.
package struct HostFacts: Sendable, Equatable {
  package var kernel: String
  package var processor: String
  package var cores: Int
  /// In bytes.
  package var memory: Int
  /// The file system of a directory, its device and how it is mounted.
  package var fileSystem: String
  /// `vm.overcommit_memory`.
  package var overcommit: String
  /// The mode of transparent huge pages.
  package var transparentHugePages: String
  /// How late a timer of 1 ms fires, at the 99th percentile, in seconds.
  package var jitterP99: Double

  /// Reads them now.
  ///
  /// - Parameter directory: whose file system is told.
  package init(directory: String) {
    kernel = Self.text(of: "/proc/sys/kernel/osrelease") ?? "unknown"
    processor =
      Self.line(of: "/proc/cpuinfo", beginning: "model name")?.split(separator: ":").last
      .map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    cores = ProcessInfo.processInfo.activeProcessorCount
    memory = (Self.kibibytes("MemTotal:") ?? 0) * 1024
    fileSystem = (try? FileSystem(of: directory).line) ?? "unknown"
    overcommit = Self.text(of: "/proc/sys/vm/overcommit_memory") ?? "unknown"
    transparentHugePages = Self.transparentHugePages()
    jitterP99 = Self.measureJitterP99()
  }

  /// A number of /proc/meminfo, in KiB (proc_meminfo(5)).
  static func kibibytes(_ field: String) -> Int? {
    line(of: "/proc/meminfo", beginning: field)?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  static func text(of path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  static func line(of path: String, beginning: String) -> String? {
    text(of: path)?.split(separator: "\n").first { $0.hasPrefix(beginning) }.map(String.init)
  }

  /// The mode in brackets of `always [madvise] never`.
  private static func transparentHugePages() -> String {
    let modes = text(of: "/sys/kernel/mm/transparent_hugepage/enabled") ?? ""
    return modes.firstMatch(of: /\[(\w+)\]/).map { String($0.1) } ?? "unknown"
  }

  /// How late 300 timers of 1 ms fire, at the 99th percentile, in seconds.
  private static func measureJitterP99() -> Double {
    let lateness = (0..<300).map { _ in
      let due = ContinuousClock.now + .milliseconds(1)
      usleep(1_000)
      return max(0, (ContinuousClock.now - due) / .seconds(1))
    }
    return lateness.sorted()[296]
  }
}
