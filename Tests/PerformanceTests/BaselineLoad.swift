import MET001Testing
import RedisFixture
import Scenarios
import Workload

/// The loads that PRF-01 to PRF-04 judge, one after the other on one server, with its memory watched beside them.
struct BaselineLoad: SharedScenario {
  static let operations: [Workload.Operation] = [.set, .get, .delete]
  /// The connections of the closed loops of PRF-02; the most is what the specification asks for.
  private static let connections = [1, 10, 100]
  /// Keys for each second of a load: DEL alone ends where none is left.
  private static let registersPerSecond = 20_000.0

  let server: RedisServer
  /// One operation alone, on one connection.
  let single: [TimedTraffic]
  /// SET and GET in turn, by the number of connections.
  let mixed: [(connections: Int, traffic: TimedTraffic)]
  /// All three in turn, each when it is due, by the number of connections.
  let paced: [(connections: Int, traffic: TimedTraffic)]
  let memory: MemoryHistory
  let maxmemory: Int

  init(_ server: RedisServer) throws {
    self.server = server
    let eventLoad = try EventLoad.specified()
    let settings = try RunSettings.current
    let seconds = try settings.number("baseline-time")
    let most = Int(try settings.number("clients"))
    let shared = EventTraffic.Shared(registers: Int(Self.registersPerSecond * seconds))
    func run(_ pattern: [Workload.Operation], _ connections: Int, _ pace: ClientGroup.Pace, _ phase: String) throws
      -> TimedTraffic
    {
      let source = EventTraffic(pattern, of: eventLoad.firehose, over: shared, seed: eventLoad.seed)
      return try .run(
        [ClientGroup(connections: connections, pace: pace, source: source)], against: server, phase: phase)
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
      try server.connect().holdOffRewrites(within: .seconds(600))
      for connections in [1, 50] {
        let schedule = Schedule(rate: eventLoad.throughput, seconds: 3 * seconds)
        let traffic = try run(
          Self.operations, connections, .due(schedule), "\(Int(eventLoad.throughput))/s on \(Self.words(connections))")
        paced.append((connections, traffic))
      }
    }
    (self.single, self.mixed, self.paced) = (single, mixed, paced)
    maxmemory = try server.connect().info("memory").integer("maxmemory")
  }

  /// The number of connections in words.
  static func words(_ connections: Int) -> String {
    connections == 1 ? "1 connection" : "\(connections) connections"
  }
}
