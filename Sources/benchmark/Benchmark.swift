import Foundation
import RedisFixture
import Scratch
import Workload

/// Measures the harness beside the distribution's own tools: in turn, on a fresh server each, so that a machine
/// whose speed drifts slows both. What counts are the ratios.
@main
struct Benchmark {
  let firehose = Firehose(seed: 1, mix: .default)
  let events: Int
  let rounds: Int
  /// The commands of the whole load, for redis-cli --pipe: a file without a name, so that nothing is left of it.
  let commands: FileHandle

  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst().map { Int($0) }
    guard arguments.count <= 2, arguments.allSatisfy({ ($0 ?? 0) > 0 }) else {
      FileHandle.standardError.write(Data("usage: benchmark [EVENTS [ROUNDS]]\n".utf8))
      exit(64)
    }
    let events = (arguments.first ?? nil) ?? 2_700_000
    let rounds = (arguments.dropFirst().first ?? nil) ?? 3
    let commands = FileHandle(fileDescriptor: try openUnlinkedFile(), closeOnDealloc: true)
    let benchmark = Benchmark(events: events, rounds: rounds, commands: commands)
    try benchmark.writeCommands()
    let results = try await benchmark.run()
    print(results.table(events: events))
    try results.save(to: "bench-results")
  }

  private func run() async throws -> Results {
    var results = Results()
    for round in 1...rounds {
      print("round \(round) of \(rounds)")
      try await measureOurs(&results)
      try await measurePipe(&results)
    }
    results.ourPeakResidentBytes = peakResidentBytes()
    return results
  }

  /// The load and everything that CAP-01 to CAP-04 do with it.
  private func measureOurs(_ results: inout Results) async throws {
    try await withRedisServer(configuration()) { server in
      let began = ContinuousClock.now
      let before = try server.mainThreadTime()
      let load = try BulkLoader(firehose: firehose, layout: .keys).load(0..<events, into: server)
      let after = try server.mainThreadTime()
      let verifier = BufferVerifier(firehose: firehose, layout: .keys)
      let verifying = ContinuousClock.now
      let survivors = try verifier.survivors(of: 0..<events, in: server)
      let verified = ContinuousClock.now
      guard try verifier.eventsHeld(by: server) == events, survivors.intactShare == 1 else {
        throw FixtureError.unexpected(command: "the load", reply: "\(survivors.intact) events are intact")
      }
      results.loadSeconds.append(load.seconds)
      results.serverBusyShare.append((after.running - before.running) / load.seconds)
      results.serverWaitingShare.append((after.waiting - before.waiting) / load.seconds)
      results.verifySeconds.append((verified - verifying) / .seconds(1))
      results.allSeconds.append((ContinuousClock.now - began) / .seconds(1))
    }
  }

  /// The same commands over the same transport, by redis-cli.
  private func measurePipe(_ results: inout Results) async throws {
    try await withRedisServer(configuration()) { server in
      guard case .unixSocket(let socket) = server.endpoint else { return }
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["redis-cli", "-s", socket, "--pipe"]
      try commands.seek(toOffset: 0)
      process.standardInput = commands
      process.standardOutput = FileHandle.nullDevice
      let before = try server.mainThreadTime()
      let began = ContinuousClock.now
      try process.run()
      process.waitUntilExit()
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      guard process.terminationStatus == 0, try server.connect().keyCount() == events else {
        throw FixtureError.unexpected(command: "redis-cli --pipe", reply: "status \(process.terminationStatus)")
      }
      results.pipeSeconds.append(seconds)
      let after = try server.mainThreadTime()
      results.pipeServerBusyShare.append((after.running - before.running) / seconds)
      results.pipeServerWaitingShare.append((after.waiting - before.waiting) / seconds)
    }
  }

  private func configuration() throws -> ServerConfiguration {
    ServerConfiguration(file: try ConfigurationFile(path: "deploy/redis.conf"))
  }

  private func writeCommands() throws {
    print("writing \(events) commands for redis-cli --pipe")
    try BulkLoader(firehose: firehose, layout: .keys).write(0..<events, to: commands)
  }

  private func peakResidentBytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
