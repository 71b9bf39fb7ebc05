import Firehose
import Processes
import RedisFixture
import Statistics
import Synchronization
import TestSupport
import Testing
import Workload

/// Clients of a server that refuses, stands still, closes connections or dies.
@Suite("Load generator beside faults", .blocking, .serialized)
struct LoadGeneratorFaultTests {
  private let firehose = Firehose(seed: 42, mix: .default)

  private func traffic(_ pattern: [Workload.Operation], registers: Int = 1000) -> EventTraffic {
    EventTraffic(pattern, of: firehose, over: .init(registers: registers), seed: 5)
  }

  // MARK: Refused

  @Test func `an answer that is an error is a failure and no operation`() async throws {
    let tight = ServerConfiguration().setting("maxmemory", "2mb").setting("maxmemory-policy", "noeviction")
    try await withRedisServer(tight) { server in
      let source = traffic([.set, .get], registers: 10_000)
      let generator = LoadGenerator.patient(server)
      let group = ClientGroup(
        connections: 4, pace: .due(Schedule(rate: 20_000, seconds: 0.5)), source: source)
      let history = try generator.run([group])[0]
      let refused = history.errors["OOM", default: 0]
      #expect(history.errors.keys.sorted() == ["OOM"])
      // What was refused was never there, and what was there stays.
      #expect(history.flaws.isEmpty)
      #expect(history.answered[.get] == 5000)
      #expect(history.answered[.set, default: 0] + refused == 5000)
      #expect(history.failures == ["\(refused) of 10000 requests answered with OOM"])
      #expect(history.response.count == history.answeredCount)
      #expect(history.answeredByConnection.reduce(0, +) == history.answeredCount)
      #expect(try server.calls(.set) == (5000 - refused, refused))
    }
  }

  @Test func `refused deletions leave what was there`() async throws {
    try await withRedisServer { server in
      let shared = EventTraffic.Shared(registers: 20)
      try shared.fill(20, of: firehose, into: server)
      // Writes need a replica that is not there.
      try server.connect().command("CONFIG", "SET", "min-replicas-to-write", "1")
      let source = EventTraffic([.set, .delete, .get], of: firehose, over: shared, seed: 5)
      let generator = LoadGenerator.patient(server)
      let group = ClientGroup(connections: 4, pace: .due(Schedule(rate: 3000, seconds: 0.1)), source: source)
      let history = try generator.run([group])[0]
      #expect(history.errors == ["NOREPLICAS": 200])
      #expect(history.answered == [.get: 100])
      #expect(history.flaws.isEmpty)
    }
  }

  // MARK: Lost

  @Test(arguments: [ClientGroup.Pace.answered(seconds: 1.5), .due(Schedule(rate: 5000, seconds: 1.5))])
  func `a server that is killed leaves requests without an answer, and ends no run`(
    pace: ClientGroup.Pace
  ) async throws {
    try await withRedisServer { server in
      let generator = LoadGenerator(server)
      let group = ClientGroup(connections: 10, pace: pace, source: traffic([.set, .get]))
      let history = try generator.run([group], progress: { if $0 > 0 { server.kill() } })[0]
      #expect(history.lostConnections == 10)
      #expect(history.answeredCount > 0)
      #expect(history.flaws.isEmpty && history.errors.isEmpty)
      #expect(history.seconds == 1.5)
      switch pace {
      case .answered:
        // Each asks again until its connection is lost.
        #expect(history.unanswered == 10)
        #expect(history.unsent == 0)
      case .due:
        #expect(history.offered == 7500)
        #expect((0...10).contains(history.unanswered))
        #expect(history.unsent > 0)
      }
      #expect(history.failures.last == "10 connections closed by the server")
    }
  }

  @Test func `a client whose connection the server closes leaves the others to go on`() async throws {
    try await withRedisServer { server in
      let console = try server.connect()
      var isClosed = false
      var answeredBefore = 0
      var answered = 0
      func close() throws {
        let clients = try console.command("CLIENT", "LIST", "TYPE", "normal").text ?? ""
        let other = try #require(clients.split(separator: "\n").first { !$0.contains(" cmd=client") })
        let id = try #require(other.split(separator: " ").first?.split(separator: "=").last)
        try console.command("CLIENT", "KILL", "ID", String(id))
      }
      let group = ClientGroup(connections: 5, pace: .answered(seconds: 600), source: traffic([.set, .get]))
      let history = try LoadGenerator(server).run(
        [group], until: { isClosed && answered > answeredBefore + 1000 },
        progress: { count in
          answered = count
          guard !isClosed, count > 1000 else { return }
          (isClosed, answeredBefore) = (true, count)
          #expect(throws: Never.self) { try close() }
        })[0]
      #expect(history.lostConnections == 1)
      #expect((0...1).contains(history.unanswered))
      #expect(history.unsent == 0 && history.flaws.isEmpty && history.errors.isEmpty)
    }
  }

  @Test func `a server that is down from the beginning is an error`() async throws {
    try await withRedisServer { server in
      server.kill()
      let group = ClientGroup(connections: 1, pace: .answered(seconds: 600), source: traffic([.set]))
      #expect(throws: FixtureError.self) { try LoadGenerator(server).run([group]) }
    }
  }

  // MARK: Paused

  @Test(arguments: [ClientGroup.Pace.answered(seconds: 0.3), .due(Schedule(rate: 5000, seconds: 0.3))])
  func `what a server that stands still does not answer is counted`(pace: ClientGroup.Pace) async throws {
    try await withRedisServer { server in
      var generator = LoadGenerator(server)
      generator.grace = 0.1
      let group = ClientGroup(connections: 10, pace: pace, source: traffic([.set, .get]))
      try server.pause()
      let history = try generator.run([group])[0]
      #expect(history.unanswered == 10)
      #expect(history.answeredCount == 0)
      #expect(history.lostConnections == 0)
      #expect(history.achieved == 0)
      switch pace {
      case .answered: #expect(history.offered == 10)
      case .due:
        #expect(history.offered == 1500)
        #expect(history.lateness.count == 1500)
        #expect(history.failures == ["1490 of 1500 requests never sent", "10 of 1500 requests not answered"])
      }
    }
  }

  @Test(arguments: [ClientGroup.Pace.answered(seconds: 60), .due(Schedule(rate: 5000, seconds: 60))])
  func `a run that is ended beside a server that stands still waits for no longer than it must`(
    pace: ClientGroup.Pace
  ) async throws {
    try await withRedisServer { server in
      var generator = LoadGenerator(server)
      generator.grace = 0.1
      let group = ClientGroup(connections: 10, pace: pace, source: traffic([.set, .get]))
      try server.pause()
      let began = ContinuousClock.now
      let history = try generator.run([group], until: { ContinuousClock.now - began > .milliseconds(50) })[0]
      #expect(history.unanswered == 10)
      #expect(history.seconds < 60)
      #expect(ContinuousClock.now - began < .seconds(60))
    }
  }

  @Test func `what was due when a run is ended is sent all the same, and waited for`() async throws {
    try await withRedisServer { server in
      let generator = LoadGenerator.patient(server)
      let group = ClientGroup(
        connections: 10, pace: .due(Schedule(rate: 5000, seconds: 60)), source: traffic([.set, .get]))
      try server.pause()
      var asked = 0
      let history = try generator.run(
        [group],
        until: {
          asked += 1
          // It is over at the second question, and the server goes on after that.
          if asked == 3 { server.resume() }
          return asked >= 2
        })[0]
      #expect(history.offered > 100)
      #expect(history.failures.isEmpty)
      #expect(history.seconds < 60)
    }
  }

  /// Stops the server for so long as soon as it has begun to answer, while the body runs.
  private func pausing(
    _ server: RedisServer, for duration: Duration, _ body: () throws -> TrafficHistory
  ) throws -> TrafficHistory {
    var history = TrafficHistory()
    try concurrently(
      { history = try body() },
      {
        let connection = try server.connect()
        try wait(for: "requests", within: .seconds(60)) {
          try connection.info("stats").integer("total_commands_processed") > 1000
        }
        try server.pause()
        let began = ContinuousClock.now
        try wait(for: "the time to go on", within: .seconds(60)) { ContinuousClock.now - began >= duration }
        server.resume()
      })
    return history
  }

  @Test func `a pause of 400 ms shows in the response times, though hardly in the service times`() async throws {
    try await withRedisServer { server in
      let group = ClientGroup(
        connections: 10, pace: .due(Schedule(rate: 1000, seconds: 10)), source: traffic([.set, .get]))
      let generator = LoadGenerator.patient(server)
      let history = try pausing(server, for: .milliseconds(400)) { try generator.run([group])[0] }
      #expect(history.offered == 10_000)
      #expect(history.failures.isEmpty)
      // Of 10,000 requests 400 were due meanwhile: a hundred of them had to wait for longer than 300 ms. But only ten,
      // one for each connection, were under way.
      #expect(history.response.percentile(0.99) > 0.25)
      #expect(history.service.percentile(0.99) < 0.05)
      #expect(history.service.maximum > 0.25)
    }
  }

  // MARK: Large

  @Test(arguments: [1, 3])
  func `a request that is larger than the kernel takes at once arrives whole`(connections: Int) async throws {
    var value: [UInt8] = []
    while value.count < 16 << 20 { value += firehose.event(at: value.count) }
    try await withRedisServer { server in
      let source = RepeatedCommand([Array("SET".utf8), Array("key".utf8), value], times: connections)
      let group = ClientGroup(connections: connections, pace: .answered(seconds: 600), source: source)
      try server.pause()
      // The first news come when they have been sent as far as the kernel takes them.
      let history = try LoadGenerator.patient(server).run([group], progress: { _ in server.resume() })[0]
      #expect(history.failures.isEmpty)
      #expect(source.answers == Array(repeating: Array("OK".utf8), count: connections))
      #expect(try server.connect().command("GET", "key") == .bytes(value))
    }
  }
}
