import Foundation
import Processes
package import RedisFixture
import Workload

/// The run that THR-01, THR-02 and THR-06 judge: the buffer's traffic at the specification's rate for the whole duration.
package struct SustainedLoad: Sendable {
  package static let connections = 10
  private static let registers = 10_000

  package let server: RedisServer
  package let traffic: TimedTraffic
  /// Events that were written.
  package let events: Int
  /// What the server and its children took of the processors, in seconds.
  package let processorSeconds: Double
  /// Bytes that the server and its children had written to disk.
  package let diskBytes: Int

  /// Runs the traffic for so many seconds.
  ///
  /// - Throws: what keeps clients from connecting; what the server refuses, or does not tell.
  package init(_ eventLoad: EventLoad, on server: RedisServer, seconds: Double, phases: Phases) throws {
    self.server = server
    // Some events are there, so that what is deleted was written a while ago.
    let model = try eventLoad.trafficModel(on: server, registers: Self.registers, holding: Self.registers / 20)
    let (processor, disk) = (try server.processorSeconds(), try server.diskBytes())
    let schedule = Schedule(rate: eventLoad.throughput, seconds: seconds)
    traffic = try .run(
      [
        ClientGroup(
          connections: Self.connections, pace: .due(schedule),
          source: model.source(model.operations, seed: eventLoad.seed, endless: true))
      ], of: model, against: server, phase: "\(Int(eventLoad.throughput)) ops/s", phases: phases)
    events = traffic.history.answered[model.operations[0], default: 0]
    processorSeconds = try server.processorSeconds() - processor
    diskBytes = try server.diskBytes() - disk
  }
}

extension RedisServer {
  /// The processor time of the server and of its children that have ended, in seconds.
  fileprivate func processorSeconds() throws -> Double {
    let info = try connect().info("cpu")
    return try ["used_cpu_sys", "used_cpu_user", "used_cpu_sys_children", "used_cpu_user_children"].reduce(0) {
      sum, field in
      guard let value = info[field].flatMap({ Double($0) }) else {
        throw FixtureError.unexpected(command: "INFO cpu", reply: "no number '\(field)'")
      }
      return sum + value
    }
  }

  /// What the server, and its children that have ended, had written to disk: `write_bytes` of /proc/PID/io (proc_pid_io(5)).
  fileprivate func diskBytes() throws -> Int {
    let id = try connect().info("server").integer("process_id")
    let text = (try? String(contentsOfFile: "/proc/\(id)/io", encoding: .utf8)) ?? ""
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("write_bytes: ") }),
      let bytes = Int(line.dropFirst("write_bytes: ".count))
    else { throw SystemError.call("read /proc/\(id)/io", reason: text.isEmpty ? lastSystemError() : text) }
    return bytes
  }
}
