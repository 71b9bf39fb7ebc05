import CLinux
import Foundation

/// A program that ran to its end, and what it printed.
package struct FinishedProgram: Sendable, Equatable {
  package var end: ServiceProcess.End
  /// Standard output; and standard error, unless that went elsewhere.
  package var output: String
  /// From the start to the end.
  package var seconds: Double
  /// Of the program and the children that it waited for, also in the kernel on their behalf.
  package var processorSeconds: Double

  package var succeeded: Bool { end == .exited(0) }
}

extension Service {
  /// Runs the program to its end. What it left in the background is killed then, and not waited for.
  ///
  /// - Parameters:
  ///   - text: its standard input; `nil` for what `input` says.
  ///   - limit: how long it may take.
  /// - Throws: `SystemError.spawn`; `SystemError.timedOut` if it did not end in time, and was killed.
  package func run(input text: String? = nil, within limit: Duration = .seconds(60)) throws -> FinishedProgram {
    var service = self
    let sink = try MemoryFile(named: "output")
    service.output = .descriptor(sink.descriptor)
    let source = try text.map { try MemoryFile(named: "input", holding: $0) }
    if let source { service.input = .descriptor(source.descriptor) }
    let began = ContinuousClock.now
    let process = try ServiceProcess(service)
    defer { process.killGroup() }
    guard process.waitForEnd(within: limit), let end = process.end else {
      throw SystemError.timedOut(waitingFor: "the end of \(program)", within: limit)
    }
    return FinishedProgram(
      end: end, output: sink.text, seconds: (ContinuousClock.now - began) / .seconds(1),
      processorSeconds: process.processorSeconds)
  }

  /// Runs the program, which must succeed.
  ///
  /// - Returns: what it printed.
  /// - Throws: `SystemError.spawn`, `SystemError.timedOut`; `SystemError.call` with what it printed if it failed.
  package func require(within limit: Duration = .seconds(60)) throws -> String {
    let finished = try run(within: limit)
    guard finished.succeeded else {
      let words = finished.output.split(whereSeparator: \.isNewline).joined(separator: " | ")
      throw SystemError.call(
        ([program] + arguments).joined(separator: " "), reason: words.isEmpty ? finished.end.description : words)
    }
    return finished.output
  }
}

/// A file without a name that goes with its last descriptor.
private final class MemoryFile {
  let descriptor: Int32

  init(named name: String, holding text: String = "") throws {
    descriptor = open_memory_file(name)
    guard descriptor >= 0 else { throw SystemError.call("make a file in memory") }
    let bytes = Array(text.utf8)
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw SystemError.call("write \(bytes.count) bytes to a file in memory")
    }
  }

  deinit {
    close(descriptor)
  }

  var text: String {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return "" }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}

/// The digest of a file, by `sha256sum`.
///
/// - Throws: `SystemError`.
package func sha256(ofFile path: String) throws -> String {
  try sha256(ofFiles: [path])
}

/// The digest of files, one behind the other, by `sha256sum`.
///
/// - Throws: `SystemError`.
package func sha256(ofFiles paths: [String]) throws -> String {
  let script = "set -e; for file; do [ -r \"$file\" ]; done; cat -- \"$@\" | sha256sum"
  let output = try Service("/bin/sh", ["-c", script, "sh"] + paths, errors: .nowhere).require()
  guard let digest = output.split(separator: " ").first, digest.count == 64 else {
    throw SystemError.call("sha256sum \(paths.joined(separator: " "))", reason: "printed '\(output)'")
  }
  return String(digest)
}
