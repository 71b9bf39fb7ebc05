import Foundation
import Processes
import RedisConfiguration

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
    let placement = Placement(directory: directory, dataDirectory: directory)
    let placed: ConfigurationFile
    do {
      placed = try ConfigurationFile(path: configuration).placed(placement)
    } catch let error as ConfigurationError {
      throw UsageError("--redis-conf \(error.path == "under test" ? configuration : error.path): \(error.reason)")
    }
    let file = "\(directory)/redis.conf"
    try Data(placed.text.utf8).write(to: URL(filePath: file))

    let output = "\(directory)/output"
    let service = Service(
      server, [file], directory: directory, output: .file(output), logs: [placement.logPath],
      readiness: Readiness(within: .seconds(10)) {
        FileManager.default.fileExists(atPath: placement.socketPath) ? .ready : .notYet("no socket")
      }, teardown: .killing)
    do {
      try service.start().tearDown()
    } catch let error as ServiceError {
      let printed = words(output)
      if let refusal = placed.refusal(in: printed) {
        throw UsageError("--redis-conf \(refusal.path ?? configuration): \(refusal.words)")
      }
      let last = (printed + words(placement.logPath)).suffix(3).joined(separator: " | ")
      if case .notReady(_, let limit, _, _) = error {
        throw UsageError("\(server) opens no socket within \(limit) on \(configuration): \(last)")
      }
      throw UsageError("\(server) does not start on \(configuration): \(last.isEmpty ? "it printed nothing" : last)")
    } catch {
      throw UsageError("--redis-server \(server): cannot be started (\(error))")
    }
  }

  private func words(_ path: String) -> [String] {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
      .split(whereSeparator: \.isNewline).map(String.init)
  }
}
