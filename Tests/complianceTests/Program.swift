import Foundation
import Processes
import TestSupport
import Testing

/// The built program, run as a child in the package's directory.
struct Program {
  struct Outcome {
    var end: ServiceProcess.End?
    var output: String
    var error: String

    /// The exit status; `nil` if a signal ended it.
    var status: Int32? {
      if case .exited(let status)? = end { status } else { nil }
    }
  }

  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// It is built beside the tests.
  private static let path: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "compliance").path
  }()

  /// The test's own directory: temporary files, and whatever the test puts there.
  let directory: String
  /// What the environment has beside what the tests have.
  var environment: [String: String] = [:]
  /// The program that starts it in its turn, with its arguments; empty for none.
  var launcher: [String] = []

  init(in directory: String) {
    self.directory = directory
  }

  func run(_ arguments: String...) throws -> Outcome {
    try run(arguments)
  }

  func run(_ arguments: [String]) throws -> Outcome {
    let process = try start(arguments)
    try #require(process.waitForEnd(within: .seconds(300)))
    return outcome(of: process)
  }

  func start(_ arguments: [String]) throws -> ServiceProcess {
    var all = ProcessInfo.processInfo.environment.filter { name, _ in
      !name.hasPrefix("MET001_") && name != "GITHUB_STEP_SUMMARY"
    }
    all["TMPDIR"] = directory
    all["MET001_SCRATCH"] = directory
    all.merge(environment) { $1 }
    for name in ["output", "error"] { try write("", to: "\(directory)/\(name)") }
    let words = launcher + [Self.path] + arguments
    return try Service(
      words[0], Array(words.dropFirst()), environment: all, directory: Self.package,
      output: .file("\(directory)/output"),
      errors: .file("\(directory)/error")
    ).start()
  }

  func outcome(of process: ServiceProcess) -> Outcome {
    Outcome(end: process.end, output: text("output"), error: text("error"))
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)) ?? ""
  }
}
