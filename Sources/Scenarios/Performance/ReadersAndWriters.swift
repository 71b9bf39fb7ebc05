package import RedisFixture
package import Workload

/// Clients that write and others that read the same keys at the same time, each at the load's rate.
package struct ReadersAndWriters: Sendable {
  private static let connections = 10
  /// Few, so that each is written again soon.
  private static let registers = 1000

  package var traffic: TimedTraffic

  package init(_ traffic: TimedTraffic) {
    self.traffic = traffic
  }

  /// - Throws: what keeps clients from connecting; what the server refuses.
  package init(_ eventLoad: EventLoad, on server: any RedisTarget, seconds: Double, phases: Phases) throws {
    let model = try eventLoad.trafficModel(on: server, registers: Self.registers, holding: Self.registers)
    let groups = model.operations.writesAndReads.map { operation in
      ClientGroup(
        connections: Self.connections, pace: .due(Schedule(rate: eventLoad.throughput, seconds: seconds)),
        source: model.source([operation], seed: eventLoad.seed, endless: true))
    }
    let rate = Int(eventLoad.throughput)
    traffic = try TimedTraffic.run(
      groups, of: model, against: server, phase: "\(rate) writes/s, \(rate) reads/s", phases: phases)
  }

  package var writers: TrafficHistory { traffic.histories[0] }
  package var readers: TrafficHistory { traffic.histories[1] }

  /// Reads that returned an older value than the last that was acknowledged before them.
  package var staleReads: Int { readers.flaws["stale", default: 0] }
}
