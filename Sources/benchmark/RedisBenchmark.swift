import Foundation
import Processes
import RedisFixture
import Workload

/// What redis-benchmark found of one command.
package struct RedisBenchmark: Sendable, Equatable {
  /// Requests per second.
  package var rate: Double
  /// From the sending to the answer, in seconds.
  package var p50: Double
  package var p99: Double

  /// Reads what `redis-benchmark --csv` of Redis 7 prints for one command: a line of names and one of values.
  ///
  /// - Throws: `FixtureError.unexpected`.
  package init(csv: String) throws {
    let lines = csv.split(whereSeparator: \.isNewline)
    guard lines.count == 2 else { throw Self.unexpected(csv) }
    let fields = lines.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: ["\""]) } }
    func value(_ name: String) throws -> Double {
      guard fields[0].count == fields[1].count, let column = fields[0].firstIndex(of: name),
        let value = Double(fields[1][column])
      else { throw Self.unexpected(csv) }
      return value
    }
    rate = try value("rps")
    p50 = try value("p50_latency_ms") / 1000
    p99 = try value("p99_latency_ms") / 1000
  }

  private static func unexpected(_ csv: String) -> FixtureError {
    .unexpected(command: "redis-benchmark --csv", reply: csv.isEmpty ? "nothing" : String(csv.suffix(200)))
  }
}

extension RedisBenchmark {
  /// Runs it on one thread, on the keys of the first so many events.
  ///
  /// - Parameters:
  ///   - operation: SET or GET.
  ///   - valueSize: the bytes of each value that is set.
  /// - Returns: what it found, and its processor time in seconds, from its start to its end.
  /// - Throws: `FixtureError.unexpected`.
  static func run(
    _ operation: Workload.Operation, on server: RedisServer, connections: Int, requests: Int, keys: Int, valueSize: Int
  ) throws -> (found: RedisBenchmark, cpuSeconds: Double) {
    precondition(requests > 0, "redis-benchmark takes 0 requests for any number of them")
    guard case .tcp(let host, let port) = server.endpoint else { preconditionFailure("the server listens on no port") }
    // It replaces __rand_int__ by twelve digits: the whole is an event's key.
    var command = [operation.rawValue, "event:0000000__rand_int__"]
    if operation == .set { command.append(String(repeating: "x", count: valueSize)) }
    let peer = try Peer.run(
      "redis-benchmark",
      ["-h", host, "-p", "\(port)", "-c", "\(connections)", "-n", "\(requests)", "-r", "\(keys)", "--csv"] + command)
    return (try RedisBenchmark(csv: peer.output), peer.processorSeconds)
  }
}
