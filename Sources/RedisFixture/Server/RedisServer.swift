package import Foundation
import Processes
package import RedisConfiguration
import Synchronization

/// A real server in a directory of its own, which lives as long as the scope of `withRedisServer`.
package final class RedisServer: RedisTarget {
  package let configuration: ServerConfiguration
  /// Holds the configuration in force, the log and the socket, and the data if the configuration names no other place.
  package let directory: String
  package let endpoint: Endpoint
  let placement: Placement
  /// The path of the program that is started: maybe a link or a wrapper.
  package let program: String
  /// Where the configuration lets clients connect, and what of that is replaced here.
  package let listening: Listening
  private let login: Login
  private let port: PortLease?
  private let life = Mutex(Life())

  /// What changes from start to start.
  private struct Life {
    var process: ServiceProcess?
    /// What the server told of itself when it had started.
    var own = OwnWords()
    var starts = 0
    var unheededStops = 0
    var changed: [String: String?] = [:]
    var amendments: [Directive] = []
    var binary: String?
  }

  init(_ configuration: ServerConfiguration) throws {
    self.configuration = configuration
    program = try configuration.resolveProgram()
    if let obstacle = configuration.file.obstacle { throw obstacle }
    let root = try ScratchRoot.current()
    directory = try root.makeDirectory()
    login = Login(user: configuration.user, password: configuration.password, file: configuration.file)
    listening = Listening(of: configuration.file)
    var placement = Placement(
      directory: directory, dataDirectory: configuration.dataDirectory ?? "\(directory)/data")
    if configuration.listen == .tcp, let host = listening.host {
      let port = try PortLease(at: host)
      placement.port = port.number
      placement.addresses = listening.replacement
      endpoint = .tcp(host: host, port: port.number)
      self.port = port
    } else {
      port = nil
      endpoint = .unixSocket(path: placement.socketPath)
    }
    self.placement = placement
    guard dataDirectory.hasPrefix("\(root.path)/") else {
      throw ConfigurationError(
        path: "under test", reason: "\(dataDirectory) is not under \(root.path), so its server could be left behind")
    }
    try makeDurableDirectory(dataDirectory)
    try configuration.file.placed(placement).write(to: configurationPath)
  }

  /// The redis.conf that the server reads and CONFIG REWRITE writes.
  package var configurationPath: String { "\(directory)/redis.conf" }
  package var logPath: String { placement.logPath }
  package var dataDirectory: String { placement.dataDirectory }
  /// The names of the settings that are the harness', not the file's.
  package var replacedSettings: Set<String> { Set(placement.replaced(in: configuration.file)) }
  private var outputPath: String { "\(directory)/output" }
  var process: ServiceProcess? { life.withLock { $0.process } }
  /// What the server told of itself when it had started.
  var own: OwnWords { life.withLock { $0.own } }
  /// The file that the server executed when it was first started; `nil` if it did not tell.
  var knownBinary: String? { life.withLock { $0.binary } }
  /// The files that strace writes, one for each start.
  var fsyncTracePaths: [String] { (0..<life.withLock { $0.starts }).map { "\(directory)/fsync-\($0 + 1).trace" } }

  /// The process that serves; `nil` while the server is down. Behind an entry point that starts it and waits, it is
  /// another than the one that was started.
  package var processId: pid_t? {
    life.withLock { life in
      guard let process = life.process, process.isRunning() else { return nil }
      return life.own.process ?? process.id
    }
  }

  /// The server's log so far.
  package var log: String {
    let log = text(ofFile: logPath)
    // Without a log file it prints.
    return log.isEmpty ? text(ofFile: outputPath) : log
  }

  // MARK: Life

  /// Starts the server and waits until it answers and has read its data.
  ///
  /// - Throws: `ServiceError.exitedAtStart` with the server's own words, `ServiceError.notReady`; `FixtureError.misplaced`;
  ///   `MissingCapability` if its fsyncs cannot be traced; `SystemError.call` if it runs already.
  package func start() throws {
    guard processId == nil else { throw SystemError.call("start the server", reason: "it runs already") }
    life.withLock {
      $0.starts += 1
      $0.changed = [:]
      $0.own = OwnWords()
    }
    do {
      let process = try service().start()
      life.withLock { $0.process = process }
      let own = try ownWords()
      life.withLock { $0.own = own }
    } catch let error as ServiceError {
      // Not strace or the shell that starts it. It may repeat a line of its users.
      throw error.naming(program, showing: login.masking)
    }
    guard life.withLock({ $0.starts }) == 1 else { return }
    let binary = try look()
    life.withLock { $0.binary = binary }
  }

  /// The server as a service, as it is started next.
  private func service() throws -> Service {
    var server = [program, configurationPath]
    if let clock = configuration.clock { server = clock.command(server) }
    var command = try configuration.fsyncTracing?.command(for: self, tracing: server) ?? server
    if configuration.survivesFileSizeLimit {
      // What a shell ignores, the program that takes its place ignores too.
      command = ["/bin/sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""] + command
    }
    return Service(
      command[0], Array(command.dropFirst()), environment: unitEnvironment, directory: directory,
      output: .file(outputPath), logs: [logPath],
      readiness: Readiness(within: configuration.startLimit) { [self] in answer() })
  }

  /// Whether it answers and has read its data.
  private func answer() -> Readiness.Answer {
    do {
      let reply = try connect(timeout: .seconds(5)).send(["PING"])
      return reply == .status("PONG") ? .ready : .notYet("\(reply)")
    } catch {
      // Not listening yet, or still reading its data and refusing AUTH.
      return .notYet("\(error)")
    }
  }

  /// Ends the server as its operator would. One that does not end by itself is killed, and that is counted.
  ///
  /// - Parameter limit: how long it may take to save what it has.
  /// - Returns: whether it ended by itself.
  @discardableResult
  package func stop(within limit: Duration = .seconds(60)) -> Bool {
    guard let process, process.isRunning() else { return true }
    let wasStarted = processId == process.id
    let hasEnded = process.end(by: [.send(SIGTERM, within: limit)])
    // An entry point may end without a word to the server.
    waitForEnd(of: killServing(withGroup: true))
    // How an entry point ends tells nothing of the server behind it. What that writes last, at any log level that writes.
    let isHeeded = hasEnded && (wasStarted ? process.end?.isClean == true : log.suffix(500).contains("bye bye"))
    if !isHeeded { life.withLock { $0.unheededStops += 1 } }
    return isHeeded
  }

  /// How often SIGTERM did not end the server in time, or did not let it end itself.
  package var unheededStops: Int { life.withLock { $0.unheededStops } }

  /// Ends the server as its operator would, and starts it again on the same directory.
  ///
  /// - Parameter limit: how long it may take to save what it has.
  package func restart(within limit: Duration = .seconds(60)) throws {
    stop(within: limit)
    try start()
  }

  /// The configuration under test, with what was added to it.
  package var file: ConfigurationFile { configuration.file.appending(life.withLock { $0.amendments }) }

  /// Adds a setting to the configuration in force, for the next start. The last line of a setting wins.
  package func amendConfiguration(_ setting: String, _ arguments: String...) throws {
    let directive = Directive(setting, arguments: arguments)
    guard let file = FileHandle(forWritingAtPath: configurationPath) else {
      throw SystemError.call("write \(configurationPath)")
    }
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data("\n\(directive.line)\n".utf8))
    life.withLock { $0.amendments.append(directive) }
  }

  /// Kills the server, what it forked and what traces it, at once. If it waits for a frozen disk, its end comes with
  /// the thaw.
  package func kill() {
    let serving = killServing(withGroup: true)
    process?.killGroup()
    waitForEnd(of: serving)
  }

  package func connect(timeout: Duration) throws -> RedisConnection {
    try RedisConnection(to: endpoint, timeout: timeout, as: login)
  }

  /// The commands that a client sends first, so that the server serves it and says so: the last of them is a PING. They must
  /// be shown nowhere.
  ///
  /// - Throws: as `connect` does.
  package func greeting() throws -> [[String]] {
    let attempt = try RedisConnection(to: endpoint).logIn(login)
    return [attempt, login.words(["PING"])].compactMap(\.self)
  }

  /// An answer of the server without what nobody shall read.
  package func masking(_ answer: String) -> String { login.masking(answer) }

  // MARK: Settings

  /// Changes a setting of the running server, and remembers that it was the harness that did.
  ///
  /// - Parameter value: in the server's own spelling, as CONFIG GET has it.
  /// - Throws: `FixtureError.refused`, `FixtureError.connectionLost`.
  package func configure(_ setting: String, to value: String) throws {
    try connect().command("CONFIG", "SET", setting, value)
    noteChange(of: setting, to: value)
  }

  /// Remembers that the harness has changed a setting.
  ///
  /// - Parameter value: in the server's own spelling; `nil` if that is not known.
  package func noteChange(of setting: String, to value: String? = nil) {
    life.withLock { $0.changed[setting] = .some(value) }
  }

  /// What the harness has set since the start, by name; `nil` for a value whose spelling is not known.
  package var changed: [String: String?] { life.withLock { $0.changed } }

  // MARK: End of the scope

  /// All that runs in the server's directories: it, what it forked, and what traces it.
  var processes: [pid_t] {
    Array(Set(ScratchRoot.processes(under: directory) + ScratchRoot.processes(under: dataDirectory)))
  }

  /// Ends the server and removes its directory.
  ///
  /// - Throws: `FixtureError.crashReport`, `FixtureError.leftBehind`.
  func tearDown() throws {
    process?.killGroup()
    let log = log
    // A child that it forked before an earlier end is in no group that we know, nor is what an entry point left behind.
    var left: [pid_t] = []
    try? wait(for: "the end of the server's processes", within: .seconds(60)) {
      left = unit
      for id in left { Glibc.kill(id, SIGKILL) }
      return left.isEmpty
    }
    configuration.clock?.removeTraces()
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

/// Makes a directory for its owner alone where there is none, so that it survives a loss of power.
private func makeDurableDirectory(_ path: String) throws {
  guard !FileManager.default.fileExists(atPath: path) else { return }
  try FileManager.default.createDirectory(
    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw SystemError.call("fsync \(path)") }
}
