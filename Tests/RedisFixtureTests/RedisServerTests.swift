import Foundation
import Processes
import RedisConfiguration
import RedisFixture
import TestSupport
import Testing

@Suite("Server", .blocking, .serialized)
struct RedisServerTests {
  private struct Stop: Error {}

  private func mode(_ path: String) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  // MARK: Scope

  @Test func `a server answers in its scope and is gone after it`() async throws {
    let (directory, id) = try await withRedisServer { server in
      #expect(try server.connect().command("PING") == .status("PONG"))
      #expect(try mode(server.directory) == 0o700)
      #expect(try mode(server.configurationPath) == 0o600)
      #expect(server.log.lowercased().contains("ready to accept connections"))
      return (server.directory, try #require(server.processId))
    }
    #expect(!FileManager.default.fileExists(atPath: directory))
    #expect(kill(id, 0) == -1)
  }

  @Test func `a server is gone after an error too`() async throws {
    var directory = ""
    var id: pid_t = 0
    await #expect(throws: Stop.self) {
      try await withRedisServer { server in
        directory = server.directory
        id = try #require(server.processId)
        throw Stop()
      }
    }
    #expect(!directory.isEmpty && !FileManager.default.fileExists(atPath: directory))
    #expect(id > 0 && kill(id, 0) == -1)
  }

  @Test func `two servers know nothing of each other`() async throws {
    try await withRedisServer { first in
      try await withRedisServer { second in
        try first.connect().command("SET", "key", "value")
        #expect(try second.connect().keyCount() == 0)
        #expect(first.directory != second.directory)
      }
    }
  }

  @Test func `a server listens on TCP where asked to`() async throws {
    try await withRedisServer(ServerConfiguration(listen: .tcp)) { server throws in
      guard case .tcp(let host, let port) = server.endpoint else {
        Issue.record("not TCP: \(server.endpoint)")
        return
      }
      #expect(host == "127.0.0.1" && port > 0)
      #expect(try server.connect().configuration("port")["port"] == "\(port)")
    }
  }

  // MARK: Restart and kill

  @Test func `a restart keeps what the append-only file holds`() async throws {
    try await withRedisServer(ServerConfiguration().setting("appendonly", "yes")) { server in
      try server.connect().command("SET", "key", "value")
      let before = server.processId
      try server.restart()
      #expect(try server.connect().command("GET", "key").text == "value")
      #expect(server.processId != before)
    }
  }

  @Test func `a killed server cannot be connected to, and starts again`() async throws {
    try await withRedisServer { server in
      server.kill()
      #expect(server.processId == nil)
      let error = #expect(throws: FixtureError.self) { try server.connect() }
      #expect("\(try #require(error))".hasPrefix("cannot connect to \(server.endpoint): "))
      try server.start()
      #expect(try server.connect().command("PING") == .status("PONG"))
    }
  }

  @Test func `a connection to a killed server says that it was lost`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      server.kill()
      let error = #expect(throws: FixtureError.self) { try connection.command("PING") }
      #expect("\(try #require(error))".hasPrefix("lost the connection to \(server.endpoint): "))
    }
  }

  @Test(arguments: ["BGSAVE", "BGREWRITEAOF"])
  func `a kill takes the child that saves along`(command: String) async throws {
    let configuration = try ServerConfiguration(
      lines: "enable-debug-command yes\nappendonly yes\naof-use-rdb-preamble yes\nsave \"\"\n")
    try await withRedisServer(configuration) { server in
      let connection = try server.connect()
      try connection.command("CONFIG", "SET", "rdb-key-save-delay", "100000")
      try connection.command("DEBUG", "POPULATE", "1000")
      try connection.command(command)
      try wait(for: "a child of the server", within: .seconds(60)) {
        processes(below: server.directory + "/data").count + processes(below: server.directory).count > 1
      }
      server.kill()
      try wait(for: "the end of the child", within: .seconds(60)) { processes(below: server.directory).isEmpty }
    }
  }

  @Test func `a crash report in the log fails the scope`() async throws {
    let configuration = try ServerConfiguration(lines: "enable-debug-command yes\n")
    let error = await #expect(throws: FixtureError.self) {
      try await withRedisServer(configuration) { server in
        _ = try? server.connect().command("DEBUG", "SEGFAULT")
      }
    }
    guard case .crashReport(let line) = try #require(error) else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(line.contains("BUG REPORT START"))
  }

  // MARK: Configuration

  @Test func `what the fixture sets itself is dropped from the file`() async throws {
    let configuration = try ServerConfiguration(
      lines: """
        port 1
        dir /no/such/directory
        logfile /no/such/directory/redis.log
        pidfile /no/such/directory/redis.pid
        unixsocket /no/such/directory/redis.sock
        daemonize yes
        supervised systemd
        maxmemory 12mb
        """)
    try await withRedisServer(configuration) { server in
      let live = try server.connect().configuration()
      #expect(live["port"] == "0")
      #expect(live["dir"] == server.dataDirectory)
      #expect(live["logfile"] == server.logPath)
      #expect(live["daemonize"] == "no")
      #expect(live["maxmemory"] == "12582912")
    }
  }

  @Test(arguments: [
    "two words", #"a "quoted" word"#, "it's", #"back\slash"#, "tab\there", "line\nbreak", "ümlaut", "#hash", "",
  ])
  func `a value reaches the server as it is`(value: String) async throws {
    try await withRedisServer(ServerConfiguration().setting("masterauth", value)) { server in
      #expect(try server.connect().configuration("masterauth")["masterauth"] == value)
      server.kill()
      try server.start()
      let written = try ConfigurationFile(path: server.configurationPath)
      #expect(written.value(of: "masterauth") == value)
    }
  }

  @Test func `a setting of the test's own wins over the file's`() async throws {
    let configuration = try ServerConfiguration(lines: "hz 20\n").setting("hz", "30")
    try await withRedisServer(configuration) { server throws in
      #expect(try server.connect().configuration("hz")["hz"] == "30")
    }
  }

  @Test func `a password is used and shown in no error`() async throws {
    let password = "hunter2 \"quoted\""
    try await withRedisServer(ServerConfiguration().setting("requirepass", password)) { server in
      #expect(try server.connect().command("PING") == .status("PONG"))
      let stranger = try RedisConnection(to: server.endpoint)
      let refused = #expect(throws: FixtureError.self) { try stranger.command("PING") }
      #expect("\(try #require(refused))".contains("NOAUTH"))
      let login = Login(user: "default", password: "hunter3", file: ConfigurationFile())
      let wrong = #expect(throws: FixtureError.self) { try RedisConnection(to: server.endpoint, as: login) }
      #expect("\(try #require(wrong))".contains("WRONGPASS"))
      #expect(!"\(try #require(wrong))".contains("hunter"))
    }
  }

  // MARK: Starts that fail

  @Test func `a configuration that the server refuses is told in its own words`() async throws {
    let error = await startError(try ServerConfiguration(lines: "port 1\nno-such-setting 1\n"))
    guard case .exitedAtStart(_, let how, let output)? = error as? ServiceError else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(how == "exited with status 1")
    #expect(output.contains("no-such-setting 1"))
    #expect(output.contains("Bad directive"))
  }

  @Test(arguments: ["replicaof 10.0.0.1 6379", "slaveof primary 6379", "REPLICAOF a 1"])
  func `a replica is refused`(line: String) async throws {
    let error = await startError(try ServerConfiguration(lines: line))
    #expect("\(try #require(error))".contains("take out 'replicaof'"))
  }

  @Test func `a primary by its own word is none`() async throws {
    #expect(await startError(try ServerConfiguration(lines: "replicaof no one\n")) == nil)
  }

  @Test func `a program that is missing or cannot be executed is named`() async throws {
    try await withTemporaryDirectory { directory in
      try write("not a program", to: "\(directory)/plain")
      for program in ["no-such-redis-server", "/no/such/redis-server", "\(directory)/plain"] {
        #expect(
          await startError(ServerConfiguration(program: program)) as? FixtureError == .noSuchServer(path: program))
      }
    }
  }

  @Test func `a program that ends at once is told with what it printed`() async throws {
    try await withTemporaryDirectory { directory in
      let program = "\(directory)/server"
      try writeScript("echo out of luck; exit 7", to: program)
      #expect(
        await startError(ServerConfiguration(program: program)) as? ServiceError
          == .exitedAtStart(program: program, how: "exited with status 7", output: "out of luck"))
      try writeScript("kill -TERM $$", to: program)
      #expect(
        await startError(ServerConfiguration(program: program)) as? ServiceError
          == .exitedAtStart(program: program, how: "was ended by signal 15", output: ""))
    }
  }

  @Test func `a start is distinguished from the one before`() async throws {
    try await withTemporaryDirectory { directory in
      let program = "\(directory)/server"
      try writeScript(
        "[ -e \(directory)/again ] && { echo second; exit 1; }; echo first; exec redis-server \"$@\"", to: program)
      try await withRedisServer(ServerConfiguration(program: program)) { server in
        server.kill()
        try write("", to: "\(directory)/again")
        #expect(
          throws: ServiceError.exitedAtStart(program: program, how: "exited with status 1", output: "second")
        ) { try server.start() }
      }
    }
  }

  @Test func `a data directory that no guard watches over is refused`() async throws {
    let configuration = ServerConfiguration(dataDirectory: "/tmp/data")
    let error = try #require(await startError(configuration))
    #expect("\(error)".contains("/tmp/data is not under"))
    #expect(!FileManager.default.fileExists(atPath: "/tmp/data"))
  }

  @Test func `a program that never answers is not waited for longer than its limit, and is gone`() async throws {
    try await withTemporaryDirectory { directory in
      let program = "\(directory)/server"
      try writeScript("sleep 600 & echo $! >\(directory)/pid; wait", to: program)
      let error = await startError(ServerConfiguration(program: program, startLimit: .milliseconds(500)))
      guard case .notReady(_, let within, let lastSeen, _)? = error as? ServiceError else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(within == .milliseconds(500))
      #expect(lastSeen.contains("cannot connect"))
      let id = try #require(pid_t(try String(contentsOfFile: "\(directory)/pid", encoding: .utf8).dropLast()))
      try wait(for: "the end of the program's child", within: .seconds(60)) {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/exe")) == nil
      }
    }
  }

  // MARK: What it tells

  @Test func `a server says who it is, behind a wrapper too`() async throws {
    let plain = try await withRedisServer { try $0.identity() }
    #expect(["redis", "valkey"].contains(plain.name))
    #expect(plain.version.contains("."))
    #expect(plain.binary.hasPrefix("/"))
    #expect(plain.binarySha256 == (try sha256(ofFile: plain.binary)))
    try await withTemporaryDirectory { directory in
      try writeScript("exec redis-server \"$@\"", to: "\(directory)/wrapper")
      let wrapped = try await withRedisServer(ServerConfiguration(program: "\(directory)/wrapper")) {
        try $0.identity()
      }
      #expect(wrapped == plain)
    }
  }

  @Test func `keys are counted over all databases`() async throws {
    try await withRedisServer { server in
      let connection = try server.connect()
      #expect(try connection.keyCount() == 0)
      try connection.command("MSET", "a", "1", "b", "2")
      try connection.command("SELECT", "9")
      try connection.command("SET", "c", "3")
      #expect(try connection.keyCount() == 3)
    }
  }
}
