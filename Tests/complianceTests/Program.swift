import Foundation

/// The built program, run as a child in the package's directory.
struct Program {
  struct Outcome {
    var status: Int32
    var output: String
    var error: String
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

  init(in directory: String) {
    self.directory = directory
  }

  func run(_ arguments: String...) throws -> Outcome {
    try run(arguments)
  }

  func run(_ arguments: [String]) throws -> Outcome {
    let process = try start(arguments)
    process.waitUntilExit()
    return outcome(of: process)
  }

  func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: Self.package)
    var all = ProcessInfo.processInfo.environment.filter { name, _ in
      !name.hasPrefix("MET001_") && name != "GITHUB_STEP_SUMMARY"
    }
    all["TMPDIR"] = directory
    all.merge(environment) { $1 }
    process.environment = all
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try sink("output")
    process.standardError = try sink("error")
    // A thread of Swift's pool blocks the signals that a test wants to send, and a child inherits that.
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    return process
  }

  func outcome(of process: Process) -> Outcome {
    Outcome(status: process.terminationStatus, output: text("output"), error: text("error"))
  }

  private func sink(_ name: String) throws -> FileHandle {
    try Data().write(to: URL(filePath: "\(directory)/\(name)"))
    return try FileHandle(forWritingTo: URL(filePath: "\(directory)/\(name)"))
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)) ?? ""
  }
}

struct Timeout: Error {
  var condition: String
}

/// Waits until the condition holds, at most so long.
func wait(for condition: String, within limit: Duration = .seconds(20), until holds: () throws -> Bool) throws {
  let deadline = ContinuousClock.now + limit
  while try !holds() {
    guard ContinuousClock.now < deadline else { throw Timeout(condition: condition) }
    usleep(10_000)
  }
}

/// A directory of the test's own, which its scope removes.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  var template = Array("/tmp/cpt-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
  let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
}

/// Puts a program in place. `install` writes it: were it open for writing here while another test starts a child, that
/// child would hold it open as well, and its start would fail with "Text file busy".
func writeProgram(_ text: String, to path: String) throws {
  try write(text, to: "\(path).text")
  let status = try execute("install", "-m", "700", "\(path).text", path)
  guard status == 0 else { throw CocoaError(.fileWriteUnknown) }
}

/// Runs a program of the system and gives its exit status.
@discardableResult
func execute(_ words: String..., in directory: String = "/") throws -> Int32 {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = words
  process.currentDirectoryURL = URL(filePath: directory)
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus
}
