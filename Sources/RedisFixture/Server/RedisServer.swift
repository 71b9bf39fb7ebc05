package import Foundation
import Synchronization

/// A real server in a directory of its own, which lives as long as the scope of `withRedisServer`.
package final class RedisServer: Sendable {
  package let configuration: ServerConfiguration
  /// Holds the configuration in force, the log, the socket and the data.
  package let directory: String
  package let endpoint: Endpoint
  /// Where to listen on TCP, if asked for.
  private let port: Int?
  private let program: String
  private let child = Mutex<ChildProcess?>(nil)

  init(_ configuration: ServerConfiguration) throws {
    self.configuration = configuration
    program = try configuration.resolveProgram()
    directory = try FixtureRoot.current().makeServerDirectory()
    switch configuration.listen {
    case .unixSocket:
      port = nil
      endpoint = .unixSocket(path: "\(directory)/redis.sock")
    case .tcp:
      let free = try freePort()
      port = free
      endpoint = .tcp(host: "127.0.0.1", port: free)
    }
    try FileManager.default.createDirectory(atPath: "\(directory)/data", withIntermediateDirectories: false)
    let file = try configuration.effectiveFile(directory: directory, port: port)
    try Data(file.text.utf8).write(to: URL(filePath: configurationPath))
    chmod(configurationPath, 0o600)
  }

  /// The redis.conf that the server reads and CONFIG REWRITE writes.
  package var configurationPath: String { "\(directory)/redis.conf" }
  package var dataDirectory: String { "\(directory)/data" }
  package var logPath: String { "\(directory)/redis.log" }
  private var outputPath: String { "\(directory)/output" }
  private var process: ChildProcess? { child.withLock { $0 } }

  /// The process id, or none while the server is down.
  package var processId: pid_t? {
    guard let process, process.isRunning() else { return nil }
    return process.id
  }

  /// The server's log so far.
  package var log: String {
    FileManager.default.contents(atPath: logPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  // MARK: Life

  /// Starts the server and waits until it answers and has read its data.
  ///
  /// - Throws: `FixtureError.exitedAtStart` with the server's own words, `FixtureError.notReady`.
  package func start() throws {
    precondition(processId == nil, "the server already runs")
    let process = try ChildProcess(program, [configurationPath], directory: directory, output: outputPath)
    child.withLock { $0 = process }
    try waitUntilReady()
  }

  /// Ends the server as its operator would.
  ///
  /// - Parameter limit: how long it may take to save what it has.
  package func stop(within limit: Duration = .seconds(60)) {
    process?.terminate(within: limit)
  }

  /// Ends the server as its operator would, and starts it again on the same directory.
  ///
  /// - Parameter limit: how long it may take to save what it has.
  package func restart(within limit: Duration = .seconds(60)) throws {
    stop(within: limit)
    try start()
  }

  /// Adds a line to the configuration in force, for the next start. The last line of a setting wins.
  package func amendConfiguration(_ line: String) throws {
    guard let file = FileHandle(forWritingAtPath: configurationPath) else {
      throw FixtureError.system(call: "write \(configurationPath)", reason: lastSystemError())
    }
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data("\n\(line)\n".utf8))
  }

  /// Kills the server and everything it forked, at once.
  package func kill() {
    process?.killGroup()
  }

  package func connect(timeout: Duration = .seconds(60)) throws -> RedisConnection {
    let connection = try RedisConnection(to: endpoint, timeout: timeout)
    let password =
      configuration.file.value(of: "requirepass") ?? ProcessInfo.processInfo.environment["REDISCLI_AUTH"] ?? ""
    if !password.isEmpty { try connection.authenticate(password: password) }
    return connection
  }

  private func waitUntilReady() throws {
    let limit = configuration.startLimit
    var lastSeen = "nothing"
    do {
      try wait(for: "PONG", within: limit) {
        guard let process, process.isRunning() else {
          throw FixtureError.exitedAtStart(
            program: program, how: process?.end?.description ?? "ended", output: lastWords())
        }
        do {
          let reply = try connect(timeout: .seconds(5)).send(["PING"])
          lastSeen = "\(reply)"
          return reply == .status("PONG")
        } catch let error as FixtureError {
          // Not listening yet, or still reading its data and refusing AUTH.
          lastSeen = "\(error)"
          return false
        }
      }
    } catch FixtureError.timedOut {
      throw FixtureError.notReady(program: program, within: limit, lastSeen: lastSeen, log: tail(of: log))
    }
  }

  /// What the server said when it refused to start: on its output before it has opened its log.
  private func lastWords() -> String {
    let output = FileManager.default.contents(atPath: outputPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return tail(of: output.isEmpty ? log : output)
  }

  private func tail(of text: String) -> String {
    text.split(whereSeparator: \.isNewline).suffix(5).joined(separator: " | ")
  }

  // MARK: End of the scope

  /// Ends the server and removes its directory.
  ///
  /// - Throws: `FixtureError.crashReport`, `FixtureError.leftBehind`.
  func tearDown() throws {
    process?.killGroup()
    let log = log
    try? wait(for: "the end of the server's processes", within: .seconds(5)) {
      FixtureRoot.processes(under: directory).isEmpty
    }
    let left = FixtureRoot.processes(under: directory)
    try? FileManager.default.removeItem(atPath: directory)
    // Redis and Valkey begin the report with their names.
    if let line = log.split(whereSeparator: \.isNewline).first(where: { $0.contains("BUG REPORT START") }) {
      throw FixtureError.crashReport(log: String(line))
    }
    guard left.isEmpty else {
      throw FixtureError.leftBehind("processes \(left.map(String.init).joined(separator: ", "))")
    }
    guard !FileManager.default.fileExists(atPath: directory) else {
      throw FixtureError.leftBehind(directory)
    }
  }
}

/// Starts a server, runs the body with it, and ends it whatever happens.
///
///     try await withRedisServer(ServerConfiguration()) { server in
///       try server.connect().command("PING")
///     }
///
/// All of it blocks the thread it runs on: a test that is no control of the specification should be short.
///
/// - Throws: `FixtureError.crashReport`, `FixtureError.leftBehind`; else what the start or the body throws.
package func withRedisServer<Result>(
  _ configuration: ServerConfiguration = ServerConfiguration(), _ body: (RedisServer) async throws -> Result
) async throws -> Result {
  let server = try RedisServer(configuration)
  let result: Result
  do {
    try server.start()
    result = try await body(server)
  } catch {
    // A crash of the server explains whatever the body met.
    try server.tearDown()
    throw error
  }
  try server.tearDown()
  return result
}

/// A port of the loopback interface that nothing listens on at the moment.
private func freePort() throws -> Int {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let bound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  guard bound else { throw FixtureError.system(call: "bind", reason: lastSystemError()) }
  return Int(UInt16(bigEndian: address.sin_port))
}
