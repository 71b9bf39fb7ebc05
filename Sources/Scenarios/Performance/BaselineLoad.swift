package import RedisFixture
package import Workload

/// The loads that PRF-01 to PRF-04 judge, one after the other on one server, with its memory watched beside them.
package struct BaselineLoad: Sendable {
  /// The connections of the closed loops of PRF-02; the most is what the specification asks for.
  private static let connections = [1, 10, 100]
  /// Keys for each second of a load: DEL alone ends where none is left.
  private static let registersPerSecond = 20_000.0

  package let server: RedisServer
  /// One operation of the layout alone, on one connection.
  package let single: [(operation: Workload.Operation, traffic: TimedTraffic)]
  /// Writes and reads in turn, by the number of connections.
  package let mixed: [(connections: Int, traffic: TimedTraffic)]
  /// All operations in turn, each when it is due, by the number of connections.
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
    let registers = Int(Self.registersPerSecond * seconds)
    let model = try eventLoad.trafficModel(
      on: server, registers: registers, holding: eventLoad.layout == .keys ? registers : 0)
    func run(_ pattern: [Workload.Operation], _ connections: Int, _ pace: ClientGroup.Pace, _ phase: String) throws
      -> TimedTraffic
    {
      let source = model.source(pattern, seed: eventLoad.seed, endless: pattern.count > 1)
      return try .run(
        [ClientGroup(connections: connections, pace: pace, source: source)], of: model, against: server, phase: phase,
        phases: phases)
    }
    var single: [(Workload.Operation, TimedTraffic)] = []
    var mixed: [(Int, TimedTraffic)] = []
    var paced: [(Int, TimedTraffic)] = []
    memory = try MemoryHistory.watch(server) {
      for operation in model.operations {
        let traffic = try run(
          [operation], 1, .answered(seconds: seconds), "\(operation.rawValue) on 1 connection")
        single.append((operation, traffic))
      }
      // A queue would grow without those that take events out.
      let pattern = eventLoad.layout == .keys ? model.operations.writesAndReads : model.operations
      for connections in Self.connections + [most] {
        let traffic = try run(
          pattern, connections, .answered(seconds: seconds), "writes and reads on \(Self.words(connections))")
        mixed.append((connections, traffic))
      }
      // The server's own rewrite, which the loads set off: THR-04 judges what is asked beside one.
      try server.holdOffRewrites(within: .seconds(600))
      for connections in [1, 50] {
        let schedule = Schedule(rate: eventLoad.throughput, seconds: 3 * seconds)
        let traffic = try run(
          model.operations, connections, .due(schedule),
          "\(Int(eventLoad.throughput))/s on \(Self.words(connections))")
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
