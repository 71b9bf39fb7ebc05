import Foundation
import TestSupport
import Testing
import compliance

@Suite("Test process", .blocking)
struct TestProcessTests {
  /// A stand-in for `swift` that does this.
  private func process(in directory: String, _ script: String, signs: [String] = []) throws -> TestProcess {
    try installProgram("#!/bin/sh\n\(script)\n", at: "\(directory)/swift")
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try TestProcess(
      arguments: ["test"], environment: ["PATH": "\(directory):\(path)"], directory: directory,
      log: "\(directory)/log", signs: signs)
  }

  @Test func `tests that do nothing for too long are ended, and the reason is kept`() throws {
    try inTemporaryDirectory { directory throws in
      let process = try process(in: directory, "exec sleep 600")
      process.wait(silence: .milliseconds(300)) {}
      #expect(process.end == "signal \(SIGINT)")
      #expect(process.cutShort == "nothing was printed or reported for 0 s")
    }
  }

  @Test func `tests that report something are not cut short`() throws {
    try inTemporaryDirectory { directory throws in
      let script = "for i in 1 2 3 4 5 6 7 8; do sleep 0.3; echo $i >>events; done"
      let process = try process(in: directory, script, signs: ["\(directory)/events"])
      process.wait(silence: .seconds(2)) {}
      #expect(process.end == "exited 0")
      #expect(process.cutShort == nil)
    }
  }
}
