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
    let mark = Array("\(Self.mark)=\(directory)\0".utf8)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    let marked = names.compactMap { pid_t($0) }.filter { id in
      guard let environment = FileManager.default.contents(atPath: "/proc/\(id)/environ") else { return false }
      return environment.range(of: Data(mark)) != nil
    }
    return Array(Set(marked + processes)).sorted()
  }
}
