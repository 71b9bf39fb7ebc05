package import RedisFixture
import Synchronization
package import Workload

/// The loads that PRF-01 to PRF-04 judge, on one server, with its memory watched beside them.
///
/// Each is run when it is first asked for: who asks for one control alone waits for its load alone.
package final class BaselineLoad: Sendable {
  /// One operation of the layout alone, on one connection.
  package typealias Single = (operation: Workload.Operation, traffic: TimedTraffic)
  /// Several operations in turn, on so many connections.
  package typealias Shared = (connections: Int, traffic: TimedTraffic)

  /// The connections of the closed loops of PRF-02; the most is what the specification asks for.
  private static let connections = [1, 10, 100]
  /// Keys for each second of a load: DEL alone ends where none is left.
  private static let registersPerSecond = 20_000.0

  package let server: RedisServer
  private let eventLoad: EventLoad
  private let seconds: Double
  private let most: Int
  private let phases: Phases
  /// What the buffer holds; touched under the lock of `played` alone.
  private nonisolated(unsafe) let model: any TrafficModel
  private let played = Mutex(Played())

  /// What has been run so far.
  private struct Played {
    var single: Result<[Single], any Error>?
    var mixed: Result<[Shared], any Error>?
    var paced: Result<[Shared], any Error>?
    var memory = MemoryHistory(samples: [], peak: 0, seconds: 0)
  }

  /// - Parameters:
  ///   - seconds: how long each closed loop lasts; what is offered at a rate lasts three times as long.
  ///   - most: the most connections of the closed loops.
  /// - Throws: what keeps the first events from being written.
  package init(_ eventLoad: EventLoad, on server: RedisServer, seconds: Double, most: Int, phases: Phases) throws {
    self.server = server
    self.eventLoad = eventLoad
    self.seconds = seconds
    self.most = most
    self.phases = phases
    let registers = Int(Self.registersPerSecond * seconds)
    model = try eventLoad.trafficModel(
      on: server, registers: registers, holding: eventLoad.layout == .keys ? registers : 0)
  }

  /// Each operation of the layout alone.
  ///
  /// - Throws: what keeps clients from connecting.
  package func single() throws -> [Single] {
    try once(\.single) {
      try model.operations.map { operation in
        let traffic = try run([operation], 1, .answered(seconds: seconds), "\(operation.rawValue) on 1 connection")
        return (operation, traffic)
      }
    }
  }

  /// Writes and reads in turn, by ever more connections.
  ///
  /// - Throws: what keeps clients from connecting.
  package func mixed() throws -> [Shared] {
    try once(\.mixed) {
      // A queue would grow without those that take events out.
      let pattern = eventLoad.layout == .keys ? model.operations.writesAndReads : model.operations
      return try (Self.connections + [most]).map { connections in
        let phase = "writes and reads on \(Self.words(connections))"
        return (connections, try run(pattern, connections, .answered(seconds: seconds), phase))
      }
    }
  }

  /// All operations in turn, each when it is due.
  ///
  /// - Throws: what keeps clients from connecting; what the server refuses.
  package func paced() throws -> [Shared] {
    try once(\.paced) {
      // The server's own rewrite, which the loads set off: THR-04 judges what is asked beside one.
      try server.holdOffRewrites(within: .seconds(600))
      return try [1, 50].map { connections in
        let schedule = Schedule(rate: eventLoad.throughput, seconds: 3 * seconds)
        let phase = "\(Int(eventLoad.throughput))/s on \(Self.words(connections))"
        return (connections, try run(model.operations, connections, .due(schedule), phase))
      }
    }
  }

  /// The memory beside all of the loads.
  ///
  /// - Throws: what one of them throws.
  package func memory() throws -> MemoryHistory {
    _ = (try single(), try mixed(), try paced())
    return played.withLock { $0.memory }
  }

  /// The limit of the memory, in bytes.
  ///
  /// - Throws: `FixtureError.unexpected` if there is none.
  package var maxmemory: Int { get throws { try server.connect().info("memory").maxmemory } }

  /// The number of connections in words.
  package static func words(_ connections: Int) -> String {
    connections == 1 ? "1 connection" : "\(connections) connections"
  }

  // MARK: One load

  private func once<Outcome: Sendable>(
    _ part: WritableKeyPath<Played, Result<Outcome, any Error>?>, _ play: () throws -> Outcome
  ) throws -> Outcome {
    try played.withLock { played in
      if let result = played[keyPath: part] { return try result.get() }
      let result = Result {
        var outcome: Outcome?
        played.memory.append(try MemoryHistory.watch(server) { outcome = try play() })
        return outcome!
      }
      played[keyPath: part] = result
      return try result.get()
    }
  }

  private func run(
    _ pattern: [Workload.Operation], _ connections: Int, _ pace: ClientGroup.Pace, _ phase: String
  ) throws -> TimedTraffic {
    let source = model.source(pattern, seed: eventLoad.seed, endless: pattern.count > 1)
    return try .run(
      [ClientGroup(connections: connections, pace: pace, source: source)], of: model, against: server, phase: phase,
      phases: phases)
  }
}
