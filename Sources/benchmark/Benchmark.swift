import Foundation
import RedisConfiguration
import RedisFixture
import Workload

/// Measures the harness beside the distribution's own tools, so that a machine whose speed drifts slows both. What
/// counts are the ratios.
@main
enum Benchmark {
  static func main() async {
    do {
      let options = try Options(arguments: Array(CommandLine.arguments.dropFirst()))
      try await run(options)
    } catch let error as UsageError {
      fail("\(error)", status: UsageError.exitStatus)
    } catch {
      fail("\(error)", status: 70)
    }
  }

  private static func run(_ options: Options) async throws {
    for part in options.parts { try Peer.find(part.peer) }
    for part in options.parts {
      let figures =
        switch part {
        case .load: try await LoadComparison(events: options.events, rounds: options.rounds).run()
        case .traffic: try await TrafficComparison(rounds: options.rounds).run()
        }
      report("\n\(part.title(options)); medians, ratios pair by pair with the least and the most\n\n\(figures.table)")
      report(part.notes)
      try figures.save(to: "bench-results/\(part.rawValue).json")
    }
  }

  private static func fail(_ problem: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data("benchmark: \(problem)\n".utf8))
    exit(status)
  }
}

extension Options.Part {
  fileprivate var peer: String {
    switch self {
    case .load: "redis-cli"
    case .traffic: "redis-benchmark"
    }
  }

  fileprivate func title(_ options: Options) -> String {
    switch self {
    case .load: "\(options.events) events beside redis-cli --pipe, \(options.rounds) rounds"
    case .traffic: "unpipelined traffic beside redis-benchmark with one thread, \(options.rounds) rounds"
    }
  }

  fileprivate var notes: String {
    switch self {
    case .load: ""
    case .traffic: TrafficComparison.notes
    }
  }
}

/// Prints at once, also into a file: so one sees how far it is.
func report(_ text: String) {
  FileHandle.standardOutput.write(Data("\(text)\n".utf8))
}

/// What a benchmark starts: the reference configuration.
func referenceConfiguration(_ listen: ServerConfiguration.Listen) throws -> ServerConfiguration {
  ServerConfiguration(file: try ConfigurationFile(path: "deploy/redis.conf"), listen: listen)
}

/// Measures ours and theirs, ours first in every other round.
func inTurn<Ours, Theirs>(
  _ round: Int, _ ours: () async throws -> Ours, _ theirs: () async throws -> Theirs
) async rethrows -> (Ours, Theirs) {
  if round.isMultiple(of: 2) {
    let second = try await theirs()
    return (try await ours(), second)
  }
  return (try await ours(), try await theirs())
}
