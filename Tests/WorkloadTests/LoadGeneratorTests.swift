import Firehose
import RedisFixture
import Statistics
import TestSupport
import Testing
import Workload

/// Clients of a server that does what it should.
@Suite("Load generator", .blocking, .serialized)
struct LoadGeneratorTests {
  private let firehose = Firehose(seed: 41, mix: .default)

  /// A server with the first version of so many registers.
  private func withTraffic(
    registers: Int = 1000, _ body: (RedisServer, EventTraffic.Shared) throws -> Void
  ) async throws {
    try await withRedisServer { server in
      let shared = EventTraffic.Shared(registers: registers)
      try shared.fill(registers, of: firehose, into: server)
      try server.forgetCalls()
      try body(server, shared)
    }
  }

  private func group(
    _ pattern: [Workload.Operation], _ connections: Int, _ pace: ClientGroup.Pace, _ shared: EventTraffic.Shared
  ) -> ClientGroup {
    ClientGroup(
      connections: connections, pace: pace, source: EventTraffic(pattern, of: firehose, over: shared, seed: 5))
  }

  /// Runs the groups until so many requests were answered.
  private func run(
    _ groups: [ClientGroup], against server: RedisServer, untilAnswered count: Int
  ) throws -> [TrafficHistory] {
    var answered = 0
    return try LoadGenerator.patient(server).run(groups, until: { answered >= count }, progress: { answered = $0 })
  }

  /// Expects that all were answered rightly, and that the server has counted the same.
  private func expectAllRight(
    _ histories: [TrafficHistory], by server: RedisServer, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for history in histories {
      #expect(history.failures.isEmpty, sourceLocation: sourceLocation)
      #expect(history.sent == history.answeredCount, sourceLocation: sourceLocation)
      #expect(history.offered == history.sent, sourceLocation: sourceLocation)
      #expect(history.answeredByConnection.reduce(0, +) == history.answeredCount, sourceLocation: sourceLocation)
      #expect(history.response.count == history.answeredCount, sourceLocation: sourceLocation)
      #expect(history.service.count == history.answeredCount, sourceLocation: sourceLocation)
      #expect(
        history.windows.map(\.punctual).reduce(0, +) == history.answeredCount - history.late,
        sourceLocation: sourceLocation)
    }
    for operation in [Workload.Operation.set, .get, .delete] {
      let answered = histories.reduce(0) { $0 + $1.answered[operation, default: 0] }
      #expect(try server.calls(operation) == (answered, 0), sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [1, 300])
  func `clients that ask as soon as they were answered are all answered rightly`(connections: Int) async throws {
    try await withTraffic { server, shared throws in
      let group = group([.set, .get, .delete], connections, .answered(seconds: 600), shared)
      let histories = try run([group], against: server, untilAnswered: 5 * connections)
      try expectAllRight(histories, by: server)
      let history = histories[0]
      #expect(history.answeredByConnection.count == connections)
      #expect(history.unservedConnections == 0)
      #expect(history.answered.keys.count == 3)
      // Nothing was due.
      #expect(history.lateness.count == 0)
      #expect((0..<600).contains(history.seconds))
    }
  }

  @Test(arguments: [1, 300], [Schedule.Arrivals.evenly, .poisson(seed: 6)])
  func `on a schedule everything that becomes due is answered`(
    connections: Int, arrivals: Schedule.Arrivals
  ) async throws {
    try await withTraffic { server, shared throws in
      let schedule = Schedule(rate: 2000, seconds: 0.5, arrivals: arrivals)
      let histories = try LoadGenerator.patient(server).run([
        group([.set, .get, .delete], connections, .due(schedule), shared)
      ])
      try expectAllRight(histories, by: server)
      let history = histories[0]
      var due = 0
      var iterator = schedule.makeIterator()
      while iterator.next != .max {
        due += 1
        iterator.advance()
      }
      #expect(history.offered == due)
      #expect(history.lateness.count == due)
      #expect(history.seconds == 0.5)
      #expect(history.achieved == 1)
      #expect(history.timings.isEmpty)
      // Nothing is sent before it is due.
      for share in [0.01, 0.5, 0.99, 1] {
        #expect(history.response.percentile(share) >= history.service.percentile(share))
      }
    }
  }

  @Test func `each takes its turn, the one that has been idle for longest first`() async throws {
    try await withTraffic { server, shared throws in
      let group = group([.get], 7, .due(Schedule(rate: 1000, seconds: 0.1)), shared)
      let history = try LoadGenerator.patient(server).run([group])[0]
      #expect(history.answeredCount == 100)
      #expect(history.answeredByConnection.allSatisfy { $0 > 0 })
    }
  }

  @Test func `every single time is kept where that is asked for`() async throws {
    try await withTraffic { server, shared throws in
      var generator = LoadGenerator.patient(server)
      generator.keepsTimings = true
      let group = group([.get], 1, .due(Schedule(rate: 1000, seconds: 0.1)), shared)
      let history = try generator.run([group])[0]
      // One connection is answered in the order in which it asked.
      #expect(history.timings.map(\.due) == (0..<100).map { 1000 * $0 })
    }
  }

  @Test func `two groups run beside each other, and each has its own history`() async throws {
    try await withTraffic { server, shared throws in
      let writers = group([.set], 3, .answered(seconds: 600), shared)
      let readers = group([.get], 20, .due(Schedule(rate: 1000, seconds: 600)), shared)
      let histories = try run([writers, readers], against: server, untilAnswered: 1000)
      // What was due when the run was ended was sent or not.
      #expect(histories[1].unsent == 0 || histories[1].failures.count == 1)
      #expect(histories.map { $0.answeredByConnection.count } == [3, 20])
      #expect(histories[0].answered.keys.sorted { $0.rawValue < $1.rawValue } == [.set])
      #expect(histories[1].answered.keys.sorted { $0.rawValue < $1.rawValue } == [.get])
      #expect(try server.calls(.set) == (histories[0].answeredCount, 0))
      #expect(try server.calls(.get) == (histories[1].answeredCount, 0))
      #expect(histories[0].epoch == histories[1].epoch)
      #expect(histories.allSatisfy { $0.flaws.isEmpty && $0.errors.isEmpty })
    }
  }

  // MARK: Ends

  @Test func `a source that has nothing more to ask ends its group, and no other`() async throws {
    try await withTraffic { server, shared throws in
      let source = RepeatedCommand("GET", "nothing", times: 10)
      let short = ClientGroup(connections: 3, pace: .answered(seconds: 600), source: source)
      let long = group([.set], 3, .due(Schedule(rate: 1000, seconds: 0.3)), shared)
      let histories = try LoadGenerator.patient(server).run([short, long])
      #expect(histories.map(\.answeredCount) == [10, 300])
      #expect(histories.allSatisfy { $0.failures.isEmpty })
      #expect(source.answers.count == 10)
      #expect(histories[0].seconds < 600 && histories[1].seconds == 0.3)
    }
  }

  @Test func `what becomes due when there is nothing more to ask is never sent`() async throws {
    try await withRedisServer { server in
      let source = RepeatedCommand("GET", "nothing", times: 10)
      let group = ClientGroup(connections: 1, pace: .due(Schedule(rate: 1000, seconds: 600)), source: source)
      let history = try LoadGenerator.patient(server).run([group])[0]
      #expect(history.sent == 10)
      #expect(history.answeredCount == 10)
      #expect(history.unsent > 0)
    }
  }

  @Test func `a run that is over at once has asked nothing more than once`() async throws {
    try await withTraffic { server, shared throws in
      let group = group([.get], 5, .answered(seconds: 600), shared)
      let history = try LoadGenerator.patient(server).run([group], until: { true })[0]
      #expect(history.sent == 5)
      #expect(history.answeredCount == 5)
      #expect(history.seconds < 600)
    }
  }

  @Test func `a run of no length asks nothing`() async throws {
    try await withTraffic { server, shared throws in
      for pace in [ClientGroup.Pace.answered(seconds: 0), .due(Schedule(rate: 1000, seconds: 0))] {
        let history = try LoadGenerator.patient(server).run([group([.get], 5, pace, shared)])[0]
        #expect(history.offered == 0)
        #expect(history.failures.isEmpty)
      }
      #expect(try server.calls(.get) == (0, 0))
    }
  }

  @Test func `progress tells how many were answered, by rising numbers`() async throws {
    try await withTraffic { server, shared throws in
      var told: [Int] = []
      let group = group([.get], 5, .due(Schedule(rate: 1000, seconds: 0.5)), shared)
      let history = try LoadGenerator.patient(server).run([group], progress: { told.append($0) })[0]
      #expect(told.first == 0)
      #expect(told.count > 1)
      #expect(told == told.sorted())
      #expect(try #require(told.last) <= history.answeredCount)
    }
  }
}
