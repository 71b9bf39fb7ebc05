import Foundation

/// Starts the server under test once on the configuration under test, with nothing else at stake: a server that
/// cannot start is told in its own words, before minutes are spent on a build.
struct TrialStart {
  let server: String
  let configuration: String
  /// A directory that the trial may fill.
  let directory: String

  /// - Throws: `UsageError` with the server's own message.
  func run() throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let socket = "\(directory)/redis.sock"
    let file = "\(directory)/redis.conf"
    try Data((try adapted() + overrides(socket)).utf8).write(to: URL(filePath: file))

    let process = Process()
    process.executableURL = URL(filePath: server)
    process.arguments = [file]
    process.currentDirectoryURL = URL(filePath: configuration).deletingLastPathComponent()
    let output = "\(directory)/output"
    try makeEmptyFile(output)
    let sink = FileHandle(forWritingAtPath: output)
    process.standardOutput = sink
    process.standardError = sink
    do {
      try process.run()
    } catch {
      throw UsageError("--redis-server \(server): cannot be started")
    }
    let deadline = ContinuousClock.now + .seconds(10)
    while process.isRunning, !FileManager.default.fileExists(atPath: socket), ContinuousClock.now < deadline {
      usleep(10_000)
    }
    let isReady = process.isRunning && FileManager.default.fileExists(atPath: socket)
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    guard isReady else { throw UsageError(message(from: output)) }
  }

  /// The lines whose settings the tests override as well; they may name what this host does not have.
  private static let overridden: Set = [
    "port", "tls-port", "dir", "logfile", "pidfile", "unixsocket", "unixsocketperm", "daemonize", "supervised",
    "syslog-enabled",
  ]

  private func adapted() throws -> String {
    guard let data = FileManager.default.contents(atPath: configuration) else {
      throw UsageError("--redis-conf \(configuration): cannot be read")
    }
    let text = String(decoding: data, as: UTF8.self)
    // An empty line in place of each keeps the line numbers of the server's messages true.
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      let word = line.split(whereSeparator: \.isWhitespace).first?.lowercased() ?? ""
      return Self.overridden.contains(word) ? "" : String(line)
    }.joined(separator: "\n")
  }

  private func overrides(_ socket: String) -> String {
    "\nport 0\nunixsocket \(socket)\ndir \(directory)\nlogfile \"\"\ndaemonize no\n"
  }

  private func message(from output: String) -> String {
    let lines = (HostFacts.text(of: output) ?? "").split(whereSeparator: \.isNewline).map(String.init)
    if lines.contains(where: { $0.contains("FATAL CONFIG FILE ERROR") }) {
      let words = lines.drop { !$0.contains("FATAL CONFIG FILE ERROR") }.dropFirst().joined(separator: " ")
      return "--redis-conf \(configuration): \(words)"
    }
    let words = lines.suffix(3).joined(separator: " | ")
    return "\(server) does not start on \(configuration): \(words.isEmpty ? "it printed nothing" : words)"
  }
}
