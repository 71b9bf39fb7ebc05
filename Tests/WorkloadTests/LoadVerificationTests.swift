import Firehose
import RedisFixture
import TestSupport
import Testing
import Workload

/// Loads into real servers, and what a comparison makes of what is done to them afterwards.
@Suite("Load and verification", .blocking, .serialized)
struct LoadVerificationTests {
  private static let events = 0..<2000
  private let firehose = Firehose(seed: 11, mix: .default)

  /// Loads 2,000 events into a server of their own and hands it over.
  private func withLoadedServer(
    _ layout: Layout, _ body: (RedisServer, RedisConnection, BufferVerifier) throws -> Void
  ) async throws {
    try await withRedisServer { server in
      let load = try BulkLoader(firehose: firehose, layout: layout).load(Self.events, into: server)
      #expect(load.acknowledged == Self.events.count)
      try body(server, try server.connect(), BufferVerifier(firehose: firehose, layout: layout))
    }
  }

  /// The stream that holds an event, and the events that it holds.
  private func stream(of index: Int, _ layout: Layout) -> (key: String, members: [Int]) {
    guard layout == .streamPerCollection else { return ("events", Array(Self.events)) }
    let collection = firehose.collection(ofEventAt: index)
    return (
      "events:\(collection.rawValue)", Self.events.filter { firehose.collection(ofEventAt: $0) == collection }
    )
  }

  /// The event with its first byte changed.
  private func damaged(_ index: Int) -> String {
    "!" + String(decoding: firehose.event(at: index).dropFirst(), as: UTF8.self)
  }

  // MARK: Intact

  @Test(arguments: Layout.allCases)
  func `what was loaded is held and intact`(layout: Layout) async throws {
    try await withRedisServer { server in
      var told: [Int] = []
      let load = try BulkLoader(firehose: firehose, layout: layout).load(Self.events, into: server) { told.append($0) }
      #expect(load.sent == 2000)
      #expect(load.acknowledged == 2000)
      #expect(load.errors.isEmpty)
      #expect(load.seconds > 0)
      #expect(load.samples.count > 10)
      #expect(load.peakMemory > 1_000_000)
      #expect(load.samples.map(\.events) == load.samples.map(\.events).sorted())
      #expect(told == told.sorted())
      #expect(told.last == 2000)

      let verifier = BufferVerifier(firehose: firehose, layout: layout)
      #expect(try verifier.eventsHeld(by: server) == 2000)
      var compared: [Int] = []
      let survivors = try verifier.survivors(of: Self.events, in: server) { compared.append($0) }
      #expect(survivors.present == 2000)
      #expect(survivors.intact == 2000)
      #expect(survivors.missing == 0)
      #expect(survivors.damaged == 0)
      #expect(survivors.intactShare == 1)
      #expect(survivors.firstDefects.isEmpty)
      #expect(compared.last == 2000)
    }
  }

  @Test(arguments: Layout.allCases, [0, 1, 63, 64, 65, 129])
  func `batches that do not come out even are whole`(layout: Layout, count: Int) async throws {
    try await withRedisServer { server in
      _ = try BulkLoader(firehose: firehose, layout: layout).load(0..<count, into: server)
      let verifier = BufferVerifier(firehose: firehose, layout: layout)
      #expect(try verifier.eventsHeld(by: server) == count)
      #expect(try verifier.survivors(of: 0..<count, in: server).intact == count)
    }
  }

  @Test(arguments: Layout.allCases)
  func `a load in two parts is one buffer`(layout: Layout) async throws {
    try await withRedisServer { server in
      let loader = BulkLoader(firehose: firehose, layout: layout)
      _ = try loader.load(0..<700, into: server)
      _ = try loader.append(700..<1500, to: server)
      #expect(try BufferVerifier(firehose: firehose, layout: layout).survivors(of: 0..<1500, in: server).intact == 1500)
    }
  }

  @Test(arguments: Layout.allCases)
  func `events of another seed are not these`(layout: Layout) async throws {
    try await withLoadedServer(layout) { server, _, _ in
      let other = Firehose(seed: 12, mix: .default)
      let survivors = try BufferVerifier(firehose: other, layout: layout).survivors(of: Self.events, in: server)
      #expect(survivors.intact == 0)
      #expect(survivors.intactShare == 0)
      #expect(survivors.firstDefects.count == 10)
    }
  }

  @Test(arguments: Layout.allCases)
  func `of an empty server every event is missing`(layout: Layout) async throws {
    try await withRedisServer { server in
      let verifier = BufferVerifier(firehose: firehose, layout: layout)
      #expect(try verifier.eventsHeld(by: server) == 0)
      let survivors = try verifier.survivors(of: 0..<300, in: server)
      #expect(survivors.missing == 300)
      #expect(survivors.present == 0)
      #expect(survivors.intactShare == 0)
    }
  }

  // MARK: Guilty

  @Test(arguments: Layout.allCases, [0, 1234, 1999])
  func `one changed byte is found, and where`(layout: Layout, index: Int) async throws {
    try await withRedisServer { server in
      let loader = BulkLoader(firehose: firehose, layout: layout)
      let connection = try server.connect()
      _ = try loader.load(0..<index, into: server)
      // An entry of a stream cannot be changed: it is damaged as it comes.
      switch layout {
      case .keys, .list: _ = try loader.append(index..<index + 1, to: server)
      case .stream, .streamPerCollection:
        try connection.command("XADD", stream(of: index, layout).key, "*", "e", damaged(index))
      }
      _ = try loader.append(index + 1..<2000, to: server)
      switch layout {
      case .keys: try connection.command("SETRANGE", Layout.key(of: index), "0", "!")
      case .list: try connection.command("LSET", "events", "\(index)", damaged(index))
      case .stream, .streamPerCollection: break
      }
      let verifier = BufferVerifier(firehose: firehose, layout: layout)
      #expect(try verifier.eventsHeld(by: server) == 2000)
      let survivors = try verifier.survivors(of: Self.events, in: server)
      #expect(survivors.firstDefects == [index])
      #expect(survivors.damaged == 1)
      #expect(survivors.intact == 1999)
      #expect(survivors.missing == 0)
      #expect(survivors.intactShare == 0.9995)
    }
  }

  @Test(arguments: [0, 1234, 1999])
  func `a deleted key is found missing, and which`(index: Int) async throws {
    try await withLoadedServer(.keys) { server, connection, verifier in
      #expect(try connection.command("DEL", Layout.key(of: index)) == .integer(1))
      #expect(try verifier.eventsHeld(by: server) == 1999)
      let survivors = try verifier.survivors(of: Self.events, in: server)
      #expect(survivors.firstDefects == [index])
      #expect(survivors.missing == 1)
      #expect(survivors.damaged == 0)
      #expect(survivors.intact == 1999)
    }
  }

  @Test func `a value that is longer than its event by a byte is damaged`() async throws {
    try await withLoadedServer(.keys) { server, connection, verifier in
      try connection.command("APPEND", Layout.key(of: 77), " ")
      let survivors = try verifier.survivors(of: Self.events, in: server)
      #expect(survivors.firstDefects == [77])
      #expect(survivors.damaged == 1)
    }
  }

  @Test(arguments: [Layout.list, .stream, .streamPerCollection], [0, 1234, 1999])
  func `a deleted entry is missing, and only that`(layout: Layout, index: Int) async throws {
    try await withLoadedServer(layout) { server, connection, verifier in
      let (key, members) = stream(of: index, layout)
      let place = try #require(members.firstIndex(of: index))
      if layout == .list {
        try connection.command("LREM", key, "1", String(decoding: firehose.event(at: index), as: UTF8.self))
      } else {
        let entry = try #require(try connection.command("XRANGE", key, "-", "+").elements?[place].elements)
        #expect(try connection.command("XDEL", key, try #require(entry[0].text)) == .integer(1))
      }
      #expect(try verifier.eventsHeld(by: server) == 1999)
      let survivors = try verifier.survivors(of: Self.events, in: server)
      #expect(survivors.firstDefects == [index])
      #expect(survivors.missing == 1)
      #expect(survivors.intact == 1999)
      #expect(survivors.outOfOrder == 0)
    }
  }

  @Test(arguments: [Layout.list, .stream])
  func `what comes twice, too late or from elsewhere is distinguished`(layout: Layout) async throws {
    try await withRedisServer { server in
      let loader = BulkLoader(firehose: firehose, layout: layout)
      for part in [0..<10, 12..<20, 10..<12, 3..<4] { _ = try loader.append(part, to: server) }
      let connection = try server.connect()
      switch layout {
      case .list: try connection.command("RPUSH", "events", "no event")
      default: try connection.command("XADD", "events", "*", "e", "no event")
      }
      try connection.command("SET", "somebody-elses", "key")
      let survivors = try BufferVerifier(firehose: firehose, layout: layout).survivors(of: 0..<20, in: server)
      #expect(survivors.intact == 20)
      #expect(survivors.outOfOrder == 2)
      #expect(survivors.duplicated == 1)
      #expect(survivors.foreign == 2)
    }
  }

  @Test(arguments: [Layout.list, .stream])
  func `a value of another kind is refused, not compared`(layout: Layout) async throws {
    try await withRedisServer { server in
      try server.connect().command("SET", "events", "x")
      let verifier = BufferVerifier(firehose: firehose, layout: layout)
      let error = #expect(throws: FixtureError.self) { try verifier.survivors(of: Self.events, in: server) }
      guard case .refused? = error else {
        Issue.record("expected a refusal, not \(String(describing: error))")
        return
      }
    }
  }

  // MARK: Figures

  @Test func `of nothing nothing is intact`() {
    let survivors = Survivors(of: 0..<0)
    #expect(survivors.intactShare == 0)
    #expect(survivors.damaged == 0)
  }

  @Test func `the first ten defects are named`() async throws {
    try await withLoadedServer(.keys) { server, connection, verifier in
      let indices = Array(stride(from: 30, to: 2000, by: 100))
      for index in indices { try connection.command("DEL", Layout.key(of: index)) }
      let survivors = try verifier.survivors(of: Self.events, in: server)
      #expect(survivors.firstDefects == Array(indices.prefix(10)))
      #expect(survivors.missing == 20)
      #expect(survivors.intactShare == 0.99)
    }
  }
}
