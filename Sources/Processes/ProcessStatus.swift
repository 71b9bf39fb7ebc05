package import Foundation

/// What the kernel tells of a process or of one of its threads (/proc/PID/stat, proc_pid_stat(5)).
package struct ProcessStatus: Sendable, Equatable {
  /// The letter for its state, such as `D` if it waits for a disk and cannot be interrupted.
  package var state: Character
  package var parent: pid_t
  /// What it, and those of its children that have ended and were waited for, took of the processors, in seconds.
  package var processorTime: Double

  /// - Parameter thread: by its number; `nil` for the main thread.
  /// - Returns: `nil` if there is none of that number.
  package init?(of process: pid_t, thread: String? = nil) {
    let file = thread.map { "task/\($0)/stat" } ?? "stat"
    let text = text(ofFile: "/proc/\(process)/\(file)")
    // The name of the program, in parentheses, may hold any character; state and parent stand behind it.
    guard let name = text.lastIndex(of: ")") else { return nil }
    let fields = text[name...].split(separator: " ")
    guard fields.count > 15, let state = fields[1].first, let parent = pid_t(fields[2]) else { return nil }
    self.state = state
    self.parent = parent
    // utime, stime, cutime and cstime, in clock ticks.
    processorTime = fields[12...15].reduce(0) { $0 + (Double($1) ?? 0) } / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}

/// The children of a process's main thread that have not been reaped.
package func children(of process: pid_t) -> [pid_t] {
  text(ofFile: "/proc/\(process)/task/\(process)/children").split(separator: " ").compactMap { pid_t($0) }
}

/// The number of a process in its own process namespace (NSpid, proc_pid_status(5)); `nil` if there is none of that number.
package func ownNumber(of process: pid_t) -> Int? {
  let line = text(ofFile: "/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("NSpid:") }
  return line?.split(whereSeparator: { $0 == "\t" || $0 == " " }).last.flatMap { Int($0) }
}

/// The numbers of all processes that this one can see.
package func allProcesses() -> [pid_t] {
  ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
}
