import Foundation
import Host
import Processes
import RedisConfiguration
import Synchronization

/// Starts the server under test once on the configuration under test, with nothing else at stake: a server that
/// cannot start, or that lets nobody in, is reported in its own words, before minutes are spent on a build.
struct TrialStart {
  /// How long the server may take until it answers, without any data to read.
  private static let limit = Duration.seconds(10)

  let server: String
  let configuration: String
  /// Who logs in; `nil` for the default user.
  let user: String?
  /// A directory that the trial may fill.
  let directory: String

  /// - Throws: `UsageError` with the server's own message, `HarnessError` if the trial was interrupted.
  func run() throws {
    let file = try readConfiguration()
    let login = Login(user: user, password: password, file: file)
    guard let failure = try start(file, times: 2, isReady: { try answer(at: $0, to: login) }) else { return }
    throw UsageError(sentence(failure))
  }

  /// The password that whoever runs this gave.
  private var password: String? { ProcessInfo.processInfo.environment["REDISCLI_AUTH"] }

  /// A start that came to nothing, and what the server said.
  private struct Failure: Error {
    var error: ServiceError
    /// Whether another one was running already.
    var isSecond = false
    var file: ConfigurationFile
    var printed: [String]
    var log: [String]
  }

  private func readConfiguration() throws -> ConfigurationFile {
    do {
      let file = try ConfigurationFile(path: configuration)
      if let obstacle = file.obstacle { throw obstacle }
      return file
    } catch let error as ConfigurationError {
      throw UsageError("--redis-conf \(error.path == "under test" ? configuration : error.path): \(error.reason)")
    }
  }

  /// Starts the server, waits until it is ready, and ends it.
  ///
  /// - Parameter times: how many of them run at the same time, each in a directory of its own.
  /// - Returns: `nil` if all were ready.
  private func start(
    _ file: ConfigurationFile, times: Int = 1,
    isReady: @escaping @Sendable (_ placement: Placement) throws -> Readiness.Answer
  ) throws -> Failure? {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var running: [ServiceProcess] = []
    var limit = Self.limit
    let failure = Result<Failure?, any Error> {
      for number in 0..<times {
        do {
          let began = ContinuousClock.now
          running.append(try start(file, in: "\(directory)/\(number)", within: limit, isReady: isReady))
          // The next is as fast, or is kept waiting.
          limit = min(limit, max(.seconds(2), (ContinuousClock.now - began) * 4))
        } catch var failure as Failure {
          failure.isSecond = number > 0
          return failure
        }
      }
      return nil
    }
    for process in running { process.tearDown() }
    // An entry point may leave programs in the background, in sessions of their own.
    try Orphans.end()
    return try failure.get()
  }

  /// Starts the server in that directory, and waits until it is ready.
  ///
  /// - Throws: `Failure` if it does not become ready; `UsageError`, `HarnessError`.
  private func start(
    _ file: ConfigurationFile, in directory: String, within limit: Duration,
    isReady: @escaping @Sendable (_ placement: Placement) throws -> Readiness.Answer
  ) throws -> ServiceProcess {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let placement = Placement(directory: directory, dataDirectory: directory)
    let placed = file.placed(placement)
    let path = "\(directory)/redis.conf"
    try placed.write(to: path)

    let output = "\(directory)/output"
    let service = Service(
      server, [path], directory: directory, output: .file(output), logs: [placement.logPath],
      readiness: Readiness(within: limit) {
        guard Interruption.count == 0 else { throw HarnessError("interrupted; nothing was tested") }
        return try isReady(placement)
      }, teardown: .killing)
    do {
      return try service.start()
    } catch let error as ServiceError {
      throw Failure(error: error, file: placed, printed: words(output), log: words(placement.logPath))
    } catch let error as SystemError {
      throw UsageError("--redis-server \(server): \(error)")
    }
  }

  // MARK: Access

  /// Whether the server is ready for whoever logs in.
  ///
  /// - Throws: `UsageError` if it answers and lets nobody in: that does not change by waiting.
  private func answer(at placement: Placement, to login: Login) throws -> Readiness.Answer {
    guard let connection = ServerSocket(path: placement.socketPath) else { return .notYet("nobody listens") }
    var refusal: String?
    for attempt in login.attempts {
      guard let reply = connection.line(answering: login.words(attempt)) else { return .notYet("no answer") }
      refusal = reply.hasPrefix("-") ? String(reply.dropFirst()) : nil
      if refusal == nil { break }
    }
    if let user, let refusal {
      throw UsageError("--user \(user): cannot log in (\(refusal)); give the password in REDISCLI_AUTH")
    }
    // A server opens its socket before it has read its users, which may still end it; it answers when it has.
    guard let reply = connection.line(answering: login.words(["PING"])) else { return .notYet("no answer") }
    switch reply {
    case "+PONG":
      try requirePlacement(placement, connection, login)
      return .ready
    case _ where reply.hasPrefix("-NOAUTH"):
      throw UsageError(
        password == nil
          ? "--redis-conf \(configuration): nobody is let in without a login (\(reply.dropFirst())); name a user with --user, "
            + "and give the password in REDISCLI_AUTH"
          : "--redis-conf \(configuration): the default user is not let in with the password in REDISCLI_AUTH "
            + "(\(refusal ?? String(reply.dropFirst()))); correct it, or name a user with --user")
    case _ where reply.hasPrefix("-NOPERM"):
      throw UsageError(
        "--redis-conf \(configuration): \(user ?? "the default user") may not even PING (\(reply.dropFirst())); name "
          + "another user with --user")
    default: return .notYet(login.masking(reply))
    }
  }

  /// Refuses an entry point whose arguments outvote where the harness puts the server, or what it is.
  private func requirePlacement(_ placement: Placement, _ connection: ServerSocket, _ login: Login) throws {
    func refuse(_ what: String) -> UsageError {
      UsageError(
        "--redis-server \(server): its arguments outvote what the harness sets: \(what); take them out of the entry point"
      )
    }
    let outvoted = placement.outvoted { name in
      connection.texts(answering: login.words(["CONFIG", "GET", name]))?.dropFirst().first
    }
    if let (name, value) = outvoted.first { throw refuse("\(name) is \(value)") }
    let info = infoFields(connection.text(answering: login.words(["INFO"])) ?? "")
    for (field, expected) in [("redis_mode", "standalone"), ("server_mode", "standalone"), ("role", "master")] {
      if let value = info[field], value != expected { throw refuse("\(field) is \(value)") }
    }
    // What else its unit opens is for a control to judge.
    let processes = ScratchRoot.processes(under: placement.directory).filter {
      "\($0)" == info["process_id"]
    }
    if let socket = listeningSockets(of: processes).first(where: { $0.reach > .loopback }) {
      throw refuse("it listens at \(socket.address)")
    }
  }

  // MARK: Refusals

  /// What was tried and what the server said, in a line.
  private func sentence(_ failure: Failure) -> String {
    let denial = (failure.printed + failure.log).first { $0.contains(directory) && $0.hasSuffix("Permission denied") }
    if let denial {
      return
        "--redis-server \(server): runs the server as another user, who may not enter the directories of compliance "
        + "(\(failure.file.masking(withoutPrefix(denial)))); run compliance as that user, or let the entry point keep the user it has"
    }
    let names = settingNames()
    if let refusal = failure.file.refusal(in: failure.printed, knows: names.contains) {
      guard let path = refusal.path else {
        return "--redis-server \(server): refuses a setting that is not in \(configuration): \(refusal.words)"
      }
      return "--redis-conf \(path): \(refusal.words)"
    }
    // Warnings are no reason not to start; what the server logs as an error is.
    let said = (failure.printed + failure.log).filter { !$0.contains(" WARNING ") }
    let errors = said.filter { $0.contains(#/^[0-9]+:[A-Z] .* # /#) && !$0.hasSuffix("Server initialized") }
    let lines = (errors.isEmpty ? said : errors).map(withoutPrefix)
    let last = failure.file.masking(lines.suffix(3).joined(separator: " | "))
    let words = last.isEmpty ? "it printed nothing" : last
    if failure.isSecond {
      return
        "--redis-server \(server): starts once, but not a second time beside the first: let it take no port, lock or "
        + "directory of its own; \(words)"
    }
    return switch failure.error {
    case .exitedAtStart(_, let how, _): "\(server) does not start on \(configuration) (\(how)): \(words)"
    case .notReady(_, let limit, _, _):
      "\(server) does not answer PING within \(limit.components.seconds) s on \(configuration): \(words)"
    }
  }

  /// A line of a log without its process, role, time and level.
  private func withoutPrefix(_ line: String) -> String { line.replacing(#/^[0-9]+:[A-Z] .*? [#*.-] /#, with: "") }

  /// The names of all settings, as the server itself lists them when it starts on no configuration; empty if it does not.
  private func settingNames() -> Set<String> {
    let found = Names()
    _ = try? start(ConfigurationFile()) { placement in
      guard let answer = ServerSocket(path: placement.socketPath)?.texts(answering: ["CONFIG", "GET", "*"]) else {
        return .notYet("no answer")
      }
      found.add(stride(from: 0, to: answer.count, by: 2).map { answer[$0] } + ["include"])
      return .ready
    }
    return found.all
  }

  private func words(_ path: String) -> [String] {
    // Whatever else looks like a line end may be in the middle of a line that the server repeats.
    text(ofFile: path).utf8.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Names that are found while a server starts.
private final class Names: Sendable {
  private let names = Mutex<Set<String>>([])

  var all: Set<String> { names.withLock { $0 } }

  func add(_ more: [String]) { names.withLock { $0.formUnion(more) } }
}
