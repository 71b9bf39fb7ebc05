import Foundation

/// A program of the system that runs to its end, and what it printed.
struct Tool {
  let status: Int32
  /// Standard output and error.
  let output: String

  var succeeded: Bool { status == 0 }

  /// Runs the program, and waits for it and for everything that holds its output.
  ///
  /// - Parameter input: its standard input.
  /// - Throws: `FixtureError.spawn` where there is no such program.
  static func run(_ program: String, _ arguments: [String], input: String = "") throws -> Tool {
    guard let path = path(of: program) else {
      throw FixtureError.spawn(program: program, reason: "there is no such program")
    }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let input = Data(input.utf8)
    let source = Pipe()
    let sink = Pipe()
    process.standardInput = source
    process.standardOutput = sink
    process.standardError = sink
    try process.run()
    try? source.fileHandleForWriting.write(contentsOf: input)
    try? source.fileHandleForWriting.close()
    let output = sink.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Tool(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }

  /// Runs the program, which must succeed.
  ///
  /// - Throws: `FixtureError.system` with what it printed.
  @discardableResult
  static func require(_ program: String, _ arguments: String...) throws -> String {
    let tool = try run(program, arguments)
    guard tool.succeeded else {
      let words = tool.output.split(whereSeparator: \.isNewline).joined(separator: " | ")
      throw FixtureError.system(
        call: ([program] + arguments).joined(separator: " "),
        reason: words.isEmpty ? "status \(tool.status)" : words)
    }
    return tool.output
  }

  /// Where the program is: in PATH, or where administrators' programs are.
  static func path(of program: String) -> String? {
    guard !program.contains("/") else { return access(program, X_OK) == 0 ? program : nil }
    let listed: [Substring] = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let directories = listed + ["/usr/sbin", "/sbin"]
    return directories.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }
}
