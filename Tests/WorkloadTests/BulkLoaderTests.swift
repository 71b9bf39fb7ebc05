import Firehose
import RedisFixture
import TestSupport
import Testing
import Workload

@Suite("Bulk loader", .blocking, .serialized)
struct BulkLoaderTests {
  private let firehose = Firehose(seed: 11, mix: .default)

  @Test(arguments: Layout.allCases)
  func `a server that is not empty is refused and keeps its key`(layout: Layout) async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      try connection.command("SET", "foreign", "value")
      #expect(throws: LoadError.notEmpty(keys: 1)) {
        try BulkLoader(firehose: firehose, layout: layout).load(0..<100, into: server)
      }
      #expect(try connection.keyCount() == 1)
      #expect(try connection.command("GET", "foreign").text == "value")
    }
  }

  @Test func `keys of another database count too`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      try connection.command("SELECT", "3")
      try connection.command("MSET", "a", "1", "b", "2")
      #expect(throws: LoadError.notEmpty(keys: 2)) {
        try BulkLoader(firehose: firehose, layout: .keys).load(0..<100, into: server)
      }
    }
  }

  @Test func `the refusal says what is in the way`() {
    #expect(LoadError.notEmpty(keys: 1).description.contains("holds 1 key already"))
    #expect(LoadError.notEmpty(keys: 2).description.contains("holds 2 keys already"))
  }

  @Test(arguments: Layout.allCases)
  func `writes that find no memory are counted by the error's first word`(layout: Layout) async throws {
    let tight = ServerConfiguration().setting("maxmemory", "2mb").setting("maxmemory-policy", "noeviction")
    try await withRedisServer(tight) { server in
      let load = try BulkLoader(firehose: firehose, layout: layout).load(0..<5000, into: server)
      #expect(load.sent == 5000)
      #expect(Array(load.errors.keys) == ["OOM"])
      #expect(load.errorCount > 0)
      #expect(load.acknowledged + load.errorCount == load.sent)
      #expect(try BufferVerifier(firehose: firehose, layout: layout).eventsHeld(by: server) == load.acknowledged)
    }
  }

  @Test(arguments: Layout.allCases)
  func `a server that dies in the middle ends the load with an error`(layout: Layout) async throws {
    try await withRedisServer { server in
      let error = #expect(throws: FixtureError.self) {
        try BulkLoader(firehose: firehose, layout: layout).load(0..<20_000, into: server) {
          if $0 > 2000 { server.kill() }
        }
      }
      guard case .connectionLost? = error else {
        Issue.record("expected a lost connection, not \(String(describing: error))")
        return
      }
      #expect(server.processId == nil)
    }
  }

  @Test func `samples are spread over the load, at most as many as asked for`() async throws {
    try await withRedisServer { server in
      var loader = BulkLoader(firehose: firehose, layout: .keys)
      loader.samples = 10
      loader.batch = 1
      let load = try loader.load(0..<1000, into: server)
      #expect(load.samples.count == 10)
      #expect(load.samples.allSatisfy { $0.usedMemory > 0 })
    }
  }

  @Test(arguments: Layout.allCases)
  func `samples never are more than asked for, and tell what the limit does not count`(layout: Layout) async throws {
    try await withRedisServer(ServerConfiguration().setting("appendonly", "yes")) { server in
      var loader = BulkLoader(firehose: firehose, layout: layout)
      loader.batch = 1
      var written = 0
      for (samples, events) in [(1, 50), (3, 50), (30, 100), (99, 100), (100, 100), (1000, 100)] {
        loader.samples = samples
        let load = try loader.append(written..<written + events, to: server)
        written += events
        #expect(!load.samples.isEmpty)
        #expect(load.samples.count <= samples)
        #expect(load.samples.count >= min(samples, events) / 2)
        #expect(load.samples.map(\.seconds) == load.samples.map(\.seconds).sorted())
        #expect(load.samples.allSatisfy { $0.seconds <= load.seconds && $0.events <= load.acknowledged })
        #expect(load.samples.allSatisfy { (0..<$0.usedMemory).contains($0.notCounted) })
        #expect(load.peakCountedMemory <= load.peakMemory)
      }
    }
  }

  @Test func `no events are no load`() async throws {
    try await withRedisServer { server in
      let load = try BulkLoader(firehose: firehose, layout: .keys).append(5..<5, to: server)
      #expect(load.sent == 0)
      #expect(load.samples.isEmpty)
    }
  }

  // MARK: Clearing

  @Test(arguments: Layout.allCases)
  func `clearing leaves nothing of the buffer and all of what is foreign`(layout: Layout) async throws {
    try await withRedisServer { server in
      _ = try BulkLoader(firehose: firehose, layout: layout).load(0..<2000, into: server)
      let connection = try server.connect()
      let full = try connection.info("memory").integer("used_memory")
      try connection.command("SET", "foreign", "value")
      var told: [Int] = []
      let cleared = try layout.clear(0..<2000, of: server, settledMemory: full / 2, within: .seconds(30)) {
        told.append($0)
      }
      #expect(try BufferVerifier(firehose: firehose, layout: .keys).eventsHeld(by: server) == 1)
      #expect(try connection.command("GET", "foreign").text == "value")
      #expect(cleared.usedMemory < full)
      #expect(cleared.seconds > 0)
      #expect(told == told.sorted())
    }
  }

  @Test(arguments: Layout.allCases)
  func `clearing an empty server is no error`(layout: Layout) async throws {
    try await withRedisServer { server in
      _ = try layout.clear(0..<300, of: server, settledMemory: .max, within: .seconds(30))
      #expect(try server.connect().keyCount() == 0)
    }
  }

  @Test(arguments: Layout.allCases)
  func `a server that refuses the deletion ends the clearing with an error`(layout: Layout) async throws {
    let locked = ServerConfiguration().setting("rename-command", "UNLINK", "")
    try await withRedisServer(locked) { server in
      _ = try BulkLoader(firehose: firehose, layout: layout).load(0..<10, into: server)
      let error = #expect(throws: FixtureError.self) {
        try layout.clear(0..<10, of: server, settledMemory: .max, within: .seconds(30))
      }
      guard case .refused? = error else {
        Issue.record("expected a refusal, not \(String(describing: error))")
        return
      }
    }
  }
}
