package import RedisFixture
package import Workload

/// The loads that PRF-01 to PRF-04 judge, one after the other on one server, with its memory watched beside them.
package struct BaselineLoad: Sendable {
  package static let operations: [Workload.Operation] = [.set, .get, .delete]
  /// The connections of the closed loops of PRF-02; the most is what the specification asks for.
  private static let connections = [1, 10, 100]
  /// Keys for each second of a load: DEL alone ends where none is left.
  private static let registersPerSecond = 20_000.0

  package let server: RedisServer
  /// One operation alone, on one connection.
  package let single: [TimedTraffic]
  /// SET and GET in turn, by the number of connections.
  package let mixed: [(connections: Int, traffic: TimedTraffic)]
  /// All three in turn, each when it is due, by the number of connections.
  package let paced: [(connections: Int, traffic: TimedTraffic)]
  package let memory: MemoryHistory
  /// INFO memory after the loads.
  private let info: Info

  /// Runs the loads.
  ///
  /// - Parameters:
  ///   - seconds: how long each closed loop lasts; what is offered at a rate lasts three times as long.
  ///   - most: the most connections of the closed loops.
  /// - Throws: what keeps clients from connecting; what the server refuses.
  package init(_ eventLoad: EventLoad, on server: RedisServer, seconds: Double, most: Int, phases: Phases) throws {
    self.server = server
    let shared = EventTraffic.Shared(registers: Int(Self.registersPerSecond * seconds))
    func run(_ pattern: [Workload.Operation], _ connections: Int, _ pace: ClientGroup.Pace, _ phase: String) throws
      -> TimedTraffic
    {
      let source = EventTraffic(pattern, of: eventLoad.firehose, over: shared, seed: eventLoad.seed)
      return try .run(
        [ClientGroup(connections: connections, pace: pace, source: source)], against: server, phase: phase,
        phases: phases)
    }
    try shared.fill(shared.registers.count, of: eventLoad.firehose, into: server)
    var single: [TimedTraffic] = []
    var mixed: [(Int, TimedTraffic)] = []
    var paced: [(Int, TimedTraffic)] = []
    memory = try MemoryHistory.watch(server) {
      for operation in Self.operations {
        single.append(try run([operation], 1, .answered(seconds: seconds), "\(operation.rawValue) on 1 connection"))
      }
      for connections in Self.connections + [most] {
        let traffic = try run(
          [.set, .get], connections, .answered(seconds: seconds), "SET and GET on \(Self.words(connections))")
        mixed.append((connections, traffic))
      }
      // The server's own rewrite, which the loads set off: THR-04 judges what is asked beside one.
      try server.holdOffRewrites(within: .seconds(600))
      for connections in [1, 50] {
        let schedule = Schedule(rate: eventLoad.throughput, seconds: 3 * seconds)
        let traffic = try run(
          Self.operations, connections, .due(schedule), "\(Int(eventLoad.throughput))/s on \(Self.words(connections))")
        paced.append((connections, traffic))
      }
    }
    (self.single, self.mixed, self.paced) = (single, mixed, paced)
    info = try server.connect().info("memory")
  }

  /// The limit of the memory, in bytes.
  ///
  /// - Throws: `FixtureError.unexpected` if there is none.
  package var maxmemory: Int { get throws { try info.maxmemory } }

  /// The number of connections in words.
  package static func words(_ connections: Int) -> String {
    connections == 1 ? "1 connection" : "\(connections) connections"
  }
}
