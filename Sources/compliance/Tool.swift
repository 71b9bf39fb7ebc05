import Foundation

/// Programs that are run for their output.
enum Tool {
  /// What the program prints.
  ///
  /// - Throws: `HarnessError` where it cannot be run or fails.
  static func output(of program: String, _ arguments: [String], in directory: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(filePath: directory)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw HarnessError("cannot run \(program): \(error)")
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw HarnessError(
        "\(program) \(arguments.prefix(2).joined(separator: " ")) ended with \(process.terminationStatus)")
    }
    return text
  }
}
