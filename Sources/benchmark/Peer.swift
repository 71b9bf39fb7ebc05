import Foundation
import RedisFixture

/// One run of a tool of the distribution.
struct Peer {
  let output: String
  let seconds: Double
  /// Processor time, of the program and in the kernel on its behalf.
  let cpuSeconds: Double

  /// - Throws: `UsageError` where there is no such program.
  static func find(_ program: String) throws {
    let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard directories.contains(where: { access("\($0)/\(program)", X_OK) == 0 }) else {
      throw UsageError("\(program) is missing: install redis-tools (make deps)")
    }
  }

  /// Runs the program to its end, which must be a good one.
  ///
  /// Its processor time is what that of all ended children grew by: no other may be waited for meanwhile.
  ///
  /// - Parameter input: its standard input; none for an empty one.
  /// - Throws: `FixtureError.unexpected`.
  static func run(_ program: String, _ arguments: [String], input: FileHandle? = nil) throws -> Peer {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = input ?? FileHandle.nullDevice
    let sink = Pipe()
    process.standardOutput = sink
    process.standardError = FileHandle.nullDevice
    let before = cpuSecondsOfEndedChildren()
    let began = ContinuousClock.now
    try process.run()
    let output = sink.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw FixtureError.unexpected(command: program, reply: "status \(process.terminationStatus)")
    }
    return Peer(
      output: String(decoding: output, as: UTF8.self), seconds: seconds,
      cpuSeconds: cpuSecondsOfEndedChildren() - before)
  }
}
