import Foundation
import Processes
import RedisConfiguration
import RedisFixture
import TestSupport
import Testing

@Suite("Connection", .blocking, .serialized)
struct RedisConnectionTests {
  @Test func `an answer has the type that the server gave it`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      #expect(try connection.command("SET", "key", "value") == .status("OK"))
      #expect(try connection.command("GET", "key") == .bytes(Array("value".utf8)))
      #expect(try connection.command("GET", "none") == .null)
      #expect(try connection.command("STRLEN", "key").integer == 5)
      #expect(try connection.command("MGET", "key", "none").elements == [.bytes(Array("value".utf8)), .null])
      #expect(try connection.command("LRANGE", "none", "0", "-1") == .array([]))
    }
  }

  @Test func `an error is thrown with the command, or returned where asked for`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      try connection.command("SET", "key", "value")
      let error = #expect(throws: FixtureError.self) { try connection.command("LPUSH", "key", "1") }
      #expect("\(try #require(error))".hasPrefix("LPUSH key 1 was refused: WRONGTYPE "))
      guard case .error(let text) = try connection.send(["NONSENSE"]) else {
        Issue.record("no error")
        return
      }
      #expect(text.hasPrefix("ERR unknown command"))
      #expect(try connection.command("PING") == .status("PONG"))
    }
  }

  @Test func `a value may hold any text`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      for value in ["", "\r\n", "a\0b", "$3\r\nfoo\r\n", "ümlaut 🦋", String(repeating: "x", count: 1 << 20)] {
        try connection.command("SET", "key \(value.prefix(4))", value)
        #expect(try connection.command("GET", "key \(value.prefix(4))").text == value)
      }
    }
  }

  @Test func `a value may hold any byte`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      let all = Array(UInt8.min...UInt8.max)
      let command = Array("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$256\r\n".utf8) + all + Array("\r\n".utf8)
      try command.withUnsafeBytes { try connection.send(formatted: $0) }
      #expect(try connection.nextReply { $0.text } == "OK")
      #expect(try connection.command("GET", "k") == .bytes(all))
    }
  }

  @Test func `answers of a pipeline come in order, errors among them`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      for number in 0..<10_000 { connection.append(["ECHO", "\(number)"]) }
      connection.append(["NONSENSE"])
      connection.append(["MGET", "none", "none"])
      try connection.flush()
      for number in 0..<10_000 {
        #expect(try connection.nextReply { $0.text } == "\(number)")
      }
      let prefix = try connection.nextReply { $0.isError ? $0.errorPrefix : "" }
      #expect(prefix == "ERR")
      let nulls = try connection.nextReply { reply in (0..<reply.count).map { reply[$0].isNull } }
      #expect(nulls == [true, true])
    }
  }

  @Test func `an answer that is too late is a lost connection`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect(timeout: .milliseconds(200))
      #expect(throws: FixtureError.self) { try connection.command("BLPOP", "none", "0") }
    }
  }

  /// A connection to a server that answers with the one, and then goes on with the other every 20 ms for ten seconds.
  private func withTalker(
    _ begin: String, _ more: String, times: Int = 1, _ body: (RedisConnection) throws -> Void
  ) throws {
    let script = """
      import os, socket, sys, time
      s = socket.socket(socket.AF_UNIX)
      s.bind("new")
      s.listen()
      os.rename("new", "socket")
      c, _ = s.accept()
      c.sendall(sys.argv[1].encode())
      for _ in range(500):
        c.sendall(sys.argv[2].encode() * int(sys.argv[3]))
        time.sleep(0.02)
      """
    try inTemporaryDirectory { directory throws in
      let talker = Service(
        "python3", ["-c", script, begin, more, "\(times)"], directory: directory,
        readiness: .init(within: .seconds(10)) {
          FileManager.default.fileExists(atPath: "\(directory)/socket") ? .ready : .notYet("no socket")
        }, teardown: .killing)
      let process = try talker.start()
      defer { process.tearDown() }
      try body(RedisConnection(to: .unixSocket(path: "\(directory)/socket"), timeout: .milliseconds(200)))
    }
  }

  @Test func `an answer that comes byte by byte has no more time than another`() throws {
    try withTalker("$1000\r\n", "x") { connection in
      let error = try #require(throws: FixtureError.self) { try connection.command("GET", "key") }
      #expect("\(error)".contains("no answer in time"))
    }
  }

  @Test func `answers end where all that they may be has come, and when all their time is over`() throws {
    try withTalker("*1000000000\r\n", ":1\r\n", times: 100_000) { connection in
      connection.allowance = .init(end: .now + .seconds(60), bytes: 100_000)
      let error = try #require(throws: FixtureError.self) { try connection.command("GET", "key") }
      #expect("\(error)".contains("without end"))
    }
    try withTalker("+OK\r\n", "+OK\r\n") { connection in
      connection.allowance = .init(end: .now + .milliseconds(100), bytes: 100_000)
      #expect(throws: FixtureError.self) { for _ in 0..<400 { try connection.command("GET", "key") } }
    }
  }

  @Test func `nothing listens where nothing was started`() {
    #expect(throws: FixtureError.connect(endpoint: "/no/such/socket", reason: "No such file or directory")) {
      try RedisConnection(to: .unixSocket(path: "/no/such/socket"))
    }
  }

  /// Redis reads a line that is no array with the function that reads its configuration.
  @Test(arguments: [
    #"a "b c" d"#, #""" ''"#, #""a\"b\\c""#, #""\x41\n\t\r\b\a""#, #""\xZZ\q\x4""#, #""\x+f""#, #"'it\'s' 'a\nb'"#,
    #"a"b c" d"#, #"a'b c' d"#, #"back\slash"#, #"'a "b" c'"#, "a \t b", #""it's""#,
  ])
  func `a line is split as the server splits it`(line: String) async throws {
    let words = try #require(splitArguments(line))
    try await withRedisServer { server in
      let connection = try server.connect()
      try Array("RPUSH key \(line)\r\n".utf8).withUnsafeBytes { try connection.send(formatted: $0) }
      #expect(try connection.nextReply { $0.integer } == words.count)
      #expect(try connection.command("LRANGE", "key", "0", "-1").elements?.map(\.text) == words)
    }
  }

  @Test(arguments: [#"a "b"#, "a 'b", #""a"b"#, "'a'b", #"a"b"#])
  func `a line that is refused the server refuses as well`(line: String) async throws {
    #expect(splitArguments(line) == nil)
    try await withRedisServer { server in
      let connection = try server.connect()
      try Array("RPUSH key \(line)\r\n".utf8).withUnsafeBytes { try connection.send(formatted: $0) }
      #expect(try connection.nextReply { $0.text }.contains("unbalanced quotes"))
    }
  }
}
