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
    let shared = EventTraffic.Shared(registers: Self.registers)
    try shared.fill(Self.registers, of: eventLoad.firehose, into: server)
    let groups = [Workload.Operation.set, .get].map { operation in
      ClientGroup(
        connections: Self.connections, pace: .due(Schedule(rate: eventLoad.throughput, seconds: seconds)),
        source: EventTraffic([operation], of: eventLoad.firehose, over: shared, seed: eventLoad.seed))
    }
    let rate = Int(eventLoad.throughput)
    traffic = try TimedTraffic.run(
      groups, against: server, phase: "\(rate) writes/s, \(rate) reads/s", phases: phases)
  }

  package var writers: TrafficHistory { traffic.histories[0] }
  package var readers: TrafficHistory { traffic.histories[1] }

  /// Reads that returned an older value than the last that was acknowledged before them.
  package var staleReads: Int { readers.flaws["stale", default: 0] }

  /// Answers to either that were wrong otherwise.
  package var otherWrongAnswers: Int { writers.flawCount + readers.flawCount - staleReads }
}
