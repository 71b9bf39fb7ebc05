import ComplianceReport
import Foundation
import MET001
import Processes

/// The package that holds the tests: built once, then run as often as is asked for.
struct TestPackage {
  let path: String

  /// Where this is run or, failing that, where this program was built.
  init() throws {
    for start in [FileManager.default.currentDirectoryPath, Self.program] {
      var url = URL(filePath: start)
      while url.path != "/" {
        if FileManager.default.fileExists(atPath: "\(url.path)/Sources/MET001/Resources/met-001.json") {
          path = url.path
          return
        }
        url.deleteLastPathComponent()
      }
    }
    throw UsageError("run compliance in the directory of its package, where Package.swift is")
  }

  /// This program's path.
  static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  }

  /// The tests are optimised whatever the profile: what is measured shall be the server.
  var arguments: [String] { ["--package-path", path, "--configuration", "release"] }

  /// How long `swift` may print nothing.
  static let silence = Duration.seconds(1800)

  /// - Throws: `HarnessError` with the compiler's errors, or if it was interrupted.
  func build(in directory: RunDirectory) throws {
    let log = "\(directory.path)/build.log"
    try makeEmptyFile(log)
    let build = try TestProcess(
      arguments: ["build", "--build-tests"] + arguments, environment: ProcessInfo.processInfo.environment,
      directory: path, log: log)
    build.wait(silence: Self.silence) {}
    guard Interruption.count == 0 else { throw HarnessError("interrupted during the build; nothing was tested") }
    if let reason = build.cutShort { throw HarnessError("the tests cannot be built: \(reason)") }
    guard build.isSuccess else {
      let errors = text(ofFile: log).split(
        separator: "\n"
      ).filter { $0.contains("error:") }
      throw HarnessError("the tests cannot be built (\(build.end)):\n\(errors.prefix(5).joined(separator: "\n"))")
    }
  }

  /// Runs the body while nobody else builds the package or runs its tests: it holds the lock that `swift build` and
  /// `swift test` take.
  ///
  /// - Throws: `HarnessError` if it is interrupted while somebody else has it; what the body throws.
  func whileLocked<Result>(_ body: () throws -> Result) throws -> Result {
    let descriptor = open("\(path)/.build/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard Interruption.count == 0 else { throw HarnessError("interrupted while another one used the package") }
      usleep(100_000)
    }
    return try body()
  }

  func tool(_ specification: Specification) -> RunRecord.Tool {
    func git(_ arguments: String...) -> String? {
      try? Service("git", arguments, directory: path, errors: .nowhere).require()
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return .init(
      version: specification.version, commit: git("rev-parse", "HEAD"),
      dirty: git("status", "--porcelain").map { !$0.isEmpty })
  }
}
