import Foundation
import Processes
import RedisConfiguration

/// Starts the server under test once on the configuration under test, with nothing else at stake: a server that
/// cannot start is reported in its own words, before minutes are spent on a build.
struct TrialStart {
  /// How long the server may take until it answers, without any data to read.
  private static let limit = Duration.seconds(10)

  let server: String
  let configuration: String
  /// A directory that the trial may fill.
  let directory: String

  /// - Throws: `UsageError` with the server's own message, `HarnessError` if the trial was interrupted.
  func run() throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let placement = Placement(directory: directory, dataDirectory: directory)
    let placed = try placed(placement)
    let file = "\(directory)/redis.conf"
    try Data(placed.text.utf8).write(to: URL(filePath: file))

    let output = "\(directory)/output"
    let service = Service(
      server, [file], directory: directory, output: .file(output), logs: [placement.logPath],
      readiness: Readiness(within: Self.limit) {
        guard Interruption.count == 0 else { throw HarnessError("interrupted; nothing was tested") }
        return ServerSocket(path: placement.socketPath).answers() ? .ready : .notYet("no answer")
      }, teardown: .killing)
    let started = Result { try service.start().tearDown() }
    // An entry point may leave programs in the background, in sessions of their own.
    try Orphans.end()
    do {
      _ = try started.get()
    } catch let error as ServiceError {
      throw UsageError(problem(error, placed, printed: words(output), log: words(placement.logPath)))
    } catch let error as SystemError {
      throw UsageError("--redis-server \(server): \(error)")
    }
  }

  private func placed(_ placement: Placement) throws -> ConfigurationFile {
    do {
      return try ConfigurationFile(path: configuration).placed(placement)
    } catch let error as ConfigurationError {
      throw UsageError("--redis-conf \(error.path == "under test" ? configuration : error.path): \(error.reason)")
    }
  }

  /// What was tried and what the server said, in a line.
  private func problem(
    _ error: ServiceError, _ placed: ConfigurationFile, printed: [String], log: [String]
  ) -> String {
    if let refusal = placed.refusal(in: printed) {
      guard let path = refusal.path else {
        return "--redis-server \(server): refuses a setting that is not in \(configuration): \(refusal.words)"
      }
      return "--redis-conf \(path): \(refusal.words)"
    }
    // Warnings are no reason not to start.
    let lines = (printed + log).filter { !$0.contains(" WARNING ") }
    let last = placed.masking(lines.suffix(3).joined(separator: " | "))
    let words = last.isEmpty ? "it printed nothing" : last
    return switch error {
    case .exitedAtStart(_, let how, _): "\(server) does not start on \(configuration) (\(how)): \(words)"
    case .notReady(_, let limit, _, _):
      "\(server) does not answer PING within \(limit.components.seconds) s on \(configuration): \(words)"
    }
  }

  private func words(_ path: String) -> [String] {
    text(ofFile: path).split(whereSeparator: \.isNewline).map(String.init)
  }
}
