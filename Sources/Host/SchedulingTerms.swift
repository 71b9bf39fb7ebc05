package import Foundation

/// On which terms the kernel gives a process its processors. Where those of a server are worse than those of its clients,
/// its waits are no noise of the host: they are what its unit asked for.
package struct SchedulingTerms: Sendable, Equatable {
  /// From -20 to 19, the higher the worse.
  package var niceness: Int32
  /// Such as SCHED_OTHER.
  package var policy: Int32
  /// The processors that it may use, as /proc/PID/status has them.
  package var processors: String
  /// What its control groups limit, each a file and its value.
  package var limits: [String]

  package init(niceness: Int32, policy: Int32, processors: String, limits: [String]) {
    self.niceness = niceness
    self.policy = policy
    self.processors = processors
    self.limits = limits
  }

  /// - Parameter process: its main thread counts.
  /// - Returns: `nil` if there is no such process.
  package init?(of process: pid_t) {
    let name = "Cpus_allowed_list:"
    guard let line = HostFacts.line(of: "/proc/\(process)/status", beginning: name) else { return nil }
    niceness = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process))
    policy = sched_getscheduler(process)
    processors = line.dropFirst(name.count).trimmingCharacters(in: .whitespaces)
    limits = Self.limits(of: HostFacts.text(of: "/proc/\(process)/cgroup") ?? "")
  }

  /// What is worse than in other terms, or not to be compared with them, in words; `nil` if nothing is.
  package func handicap(beside other: SchedulingTerms) -> String? {
    var words: [String] = []
    if niceness > other.niceness { words.append("niceness \(niceness)") }
    if policy != other.policy { words.append("scheduling policy \(policy)") }
    if processors != other.processors { words.append("processors \(processors)") }
    words += limits.filter { !other.limits.contains($0) }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// What makes a process wait for a processor longer than this one, in words; `nil` if nothing does, or there is no such
  /// process.
  package static func handicap(of process: pid_t?) -> String? {
    guard let own = SchedulingTerms(of: getpid()) else { return nil }
    return process.flatMap(SchedulingTerms.init(of:))?.handicap(beside: own)
  }

  /// The limits of control groups and of those above them, as /proc/PID/cgroup names them (cgroups(7)).
  private static func limits(of membership: String) -> [String] {
    ControlGroups.limits(unlimited.keys.sorted(), of: "cpu", membership: membership).compactMap { limit in
      guard let value = unlimited[limit.file], !limit.text.hasPrefix(value) else { return nil }
      return "\(limit.group)/\(limit.file) \(limit.text)"
    }
  }

  /// The files of a control group that give it less than others, and how their values begin where they do not
  /// (sched-bwc.rst, cgroup-v2.rst).
  private static let unlimited = [
    "cpu.max": "max", "cpu.weight": "100", "cpu.cfs_quota_us": "-1", "cpu.shares": "1024",
  ]
}
