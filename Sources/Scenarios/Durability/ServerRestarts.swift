import Foundation
import Processes
package import RedisFixture

/// The same for a server that rewrites its append-only file only when it is asked to, so that the files are those that
/// the scenario knows.
package func withoutAutomaticRewrites(_ configuration: ServerConfiguration) -> ServerConfiguration {
  configuration.setting("auto-aof-rewrite-percentage", "0")
}

extension RedisServer {
  /// Kills the server and starts it again without any data.
  package func startEmpty() throws {
    kill()
    // A rewrite that outlived an earlier kill would go on writing.
    for id in ScratchRoot.processes(under: dataDirectory) { Foundation.kill(id, SIGKILL) }
    try waitForServer("the end of what the server forked", within: .seconds(60)) {
      ScratchRoot.processes(under: dataDirectory).isEmpty
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: dataDirectory) {
      try FileManager.default.removeItem(atPath: "\(dataDirectory)/\(name)")
    }
    try start()
  }

  /// Ends the server, and gives it a copy of a data directory in place of its own.
  func takeData(from directory: String) throws {
    kill()
    try FileManager.default.removeItem(atPath: dataDirectory)
    try copyDirectory(directory, to: dataDirectory)
  }

  /// Starts the server.
  ///
  /// - Returns: how long it took until it answered, in seconds.
  package func timedStart() throws -> Double {
    let began = ContinuousClock.now
    try start()
    return (ContinuousClock.now - began) / .seconds(1)
  }

  /// Starts the server, and tells what it says when it refuses; `nil` if it starts.
  package func refusal() throws -> String? {
    do {
      try start()
      return nil
    } catch ServiceError.exitedAtStart(_, _, let output) {
      return output
    }
  }

  /// Starts the server; where it refuses its files, once more when they were repaired as its manual says.
  ///
  /// - Returns: what it says when it refuses even then; `nil` if it runs.
  package func refusalAfterRepair() throws -> String? {
    guard let refusal = try refusal() else { return nil }
    // Nothing can be repaired where the manifest is no manifest.
    guard let files = try? appendOnlyFiles() else { return refusal }
    _ = try files.fix()
    return try self.refusal()
  }

  /// Restarts the server after a crash, and lists its files.
  ///
  /// - Parameter start: starts it.
  /// - Returns: what that returns; and the files that the crash left, and those that are there then, with their sizes.
  package func listingFiles<Outcome>(aroundStart start: () throws -> Outcome) rethrows -> (
    outcome: Outcome, files: String
  ) {
    let before = listFiles("before the restart")
    let outcome = try start()
    return (outcome, before + listFiles("after the restart"))
  }

  /// The files of the data directory with their sizes, a line each.
  private func listFiles(_ moment: String) -> String {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: dataDirectory)) ?? []
    let lines = names.sorted().compactMap { name in
      (try? FileSurgery("\(dataDirectory)/\(name)").length()).map { "  \($0) B  \(name)\n" }
    }
    return "\(moment)\n" + lines.joined()
  }

  /// The incremental file that the server appends to.
  package func incrementalFile() throws -> FileSurgery {
    guard let path = try appendOnlyFiles().incrementals.last else {
      throw FixtureError.unexpected(command: "the manifest", reply: "no incremental file")
    }
    return FileSurgery(path)
  }
}
