import Foundation
import MET001
import TestSupport
import Testing

/// Whole runs of the program beside a noisy host.
@Suite("Repeated runs of the program", .blocking, .serialized)
struct RepeatedRunTests {
  private func run(in directory: String, _ configuration: String) throws -> Program.Outcome {
    let program = try JudgedSetting.program(in: directory)
    try write(configuration, to: "\(directory)/redis.conf")
    return try program.run([
      "--profile", "quick", "--redis-conf", "\(directory)/redis.conf", "--output", "\(directory)/report",
      "--specification", JudgedSetting.specification(in: directory),
    ])
  }

  @Test func `what the host was too noisy for is run again, and nothing else`() throws {
    try inTemporaryDirectory { directory throws in
      let outcome = try run(in: directory, "hz 62\n")
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
      #expect(try JudgedSetting.calls(in: directory) == ["`(CFG-02|CAP-02) ", "`(CAP-02) "])
      #expect(outcome.output.contains("the host was too noisy to judge CAP-02: run 2 of at most 3\n"))
      let page = try String(contentsOfFile: "\(directory)/report/index.html", encoding: .utf8)
      #expect(page.contains("Run 1 could not judge it (host too noisy: loud), so it was run again."))
      let sums = try String(contentsOfFile: "\(directory)/report/SHA256SUMS", encoding: .utf8)
      for file in ["CAP-02/evidence.json", "run-2/run.json", "run-2/events.jsonl", "run-2/CAP-02/evidence.json"] {
        #expect(sums.contains("  evidence/\(file)\n"), "\(file)")
      }
    }
  }

  @Test func `a report of several runs can be rendered again`() throws {
    try inTemporaryDirectory { directory throws in
      _ = try run(in: directory, "hz 62\n")
      let json = try Data(contentsOf: URL(filePath: "\(directory)/report/report.json"))
      let outcome = try Program(in: directory).run("render", "\(directory)/report")
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
      #expect(try Data(contentsOf: URL(filePath: "\(directory)/report/report.json")) == json)
    }
  }

  @Test func `a host that stays noisy leaves the verdict open after three runs`() throws {
    try inTemporaryDirectory { directory throws in
      let outcome = try run(in: directory, "hz 63\n")
      #expect(outcome.status == 2, "\(outcome.output)\(outcome.error)")
      #expect(try JudgedSetting.calls(in: directory).count == 3)
      #expect(
        outcome.output.contains("Indeterminate: 1 control could not be judged: CAP-02; run again on a quiet host"))
    }
  }

  @Test func `what failed is not run again`() throws {
    try inTemporaryDirectory { directory throws in
      let outcome = try run(in: directory, "maxmemory-samples 1\n")
      #expect(outcome.status == 1, "\(outcome.output)\(outcome.error)")
      #expect(try JudgedSetting.calls(in: directory).count == 1)
    }
  }
}
