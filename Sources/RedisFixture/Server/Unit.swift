package import Foundation
import Processes

extension RedisServer {
  /// Marks in their environment the processes that belong to a server's unit, whatever session, group and directory they
  /// go to.
  private static let mark = "REDIS_FIXTURE_UNIT"

  /// The environment of the server's program.
  var unitEnvironment: [String: String] {
    ProcessInfo.processInfo.environment.merging([Self.mark: directory]) { $1 }
  }

  /// The processes of the server's unit: what was started with the server, and what that has started.
  package var unit: [pid_t] {
    var unit = Set(allProcesses().filter(isMarked) + processes + (processId.map { [$0] } ?? []))
    // One that has cleared its environment is still the child of one that has not.
    var next = Array(unit)
    while let parent = next.popLast() {
      next += children(of: parent).filter { unit.insert($0).inserted }
    }
    return unit.filter { ProcessStatus(of: $0).map { $0.state != "Z" } ?? false }.sorted()
  }

  /// The unit without the server, and without what that has forked.
  package var companions: [pid_t] {
    guard let server = processId else { return [] }
    return unit.filter { !executesProgram(of: server, $0) }
  }

  /// Whether a process executes the same program as the server.
  func executesProgram(of server: pid_t, _ process: pid_t) -> Bool {
    isSameFile("/proc/\(process)/exe", "/proc/\(server)/exe")
  }

  func isMarked(_ process: pid_t) -> Bool { hasInherited(process, Self.mark, directory) }

  /// The process of the unit that executes the server, by the number that the server itself tells, which is that of its own
  /// process namespace; `nil` if there is none, or more than one.
  func process(numbered number: Int) -> pid_t? {
    func isNumbered(_ process: pid_t) -> Bool { ownNumber(of: process) == number }
    // In most cases that is the namespace of this process, too.
    if let process = pid_t(exactly: number), isMarked(process), isNumbered(process) { return process }
    let found = unit.filter(isNumbered)
    return found.count == 1 ? found[0] : nil
  }
}
