import Foundation
import MET001
import Processes
import TestSupport
import Testing

/// Whole runs of the program, with a stand-in for `swift` that leaves half of an event stream.
@Suite("Runs of the program", .blocking, .serialized)
struct RunTests {
  /// How the stand-in's `test` ends.
  private enum End: String {
    case killed, failed, sleeping, leaving
  }

  /// What the tests look at in a report.json.
  private struct Report: Decodable {
    struct Control: Decodable {
      var id: String
      var status: Status
    }
    struct Run: Decodable {
      var testProcess: String
      var interruption: String?
      var profile: Profile
    }
    struct Previous: Decodable {
      var verdict: Verdict
      var sha256: String
    }
    var verdict: Verdict
    var run: Run
    var controls: [Control]
    var previous: Previous?
  }

  private static let swift = #"""
    #!/bin/sh
    echo "$1" >>"$STUB_CALLS"
    [ "$1" = test ] || exit 0
    while [ $# -gt 0 ]; do
      [ "$1" = --event-stream-output-path ] && events=$2
      shift
    done
    cat "$STUB_STREAM" >"$events"
    case "$STUB_END" in
      killed) kill -KILL $$ ;;
      leaving)
        (cd / && setsid sh -c 'echo $$ >"$STUB_ID.new"; mv "$STUB_ID.new" "$STUB_ID"; exec sleep 600' &)
        while [ ! -e "$STUB_ID" ]; do sleep 0.01; done ;;
      sleeping) echo $$ >"$STUB_ID.new" && mv "$STUB_ID.new" "$STUB_ID" && exec sleep 600 ;;
      *) exit 1 ;;
    esac
    """#

  /// The program in a directory with the stand-in first in PATH.
  private func program(in directory: String, _ end: End) throws -> Program {
    let bin = "\(directory)/bin"
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    try installProgram(Self.swift, at: "\(bin)/swift")
    var program = Program(in: directory)
    program.environment = [
      "PATH": "\(bin):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")",
      "STUB_CALLS": "\(directory)/calls", "STUB_ID": "\(directory)/id", "STUB_END": end.rawValue,
      "STUB_STREAM": "\(Program.package)/Tests/ComplianceReportTests/Fixtures/swift-testing-6.3.1.jsonl",
    ]
    return program
  }

  private func arguments(_ directory: String) -> [String] {
    ["--profile", "quick", "--output", "\(directory)/report"]
  }

  private func report(_ directory: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: try Data(contentsOf: URL(filePath: "\(directory)/report/report.json")))
  }

  private func runDirectories(in directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter { $0.hasPrefix("met001-") }
  }

  /// The stand-in, once it sleeps.
  private func sleeper(in directory: String) throws -> pid_t {
    try wait(for: "the tests to run", within: .seconds(20)) {
      FileManager.default.fileExists(atPath: "\(directory)/id")
    }
    return try #require(
      pid_t(try String(contentsOfFile: "\(directory)/id", encoding: .utf8).trimmingCharacters(in: .newlines)))
  }

  private func isAlive(_ id: pid_t) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/exe")) != nil
  }

  private func expectComplete(_ directory: String) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(directory)/report").sorted()
    #expect(
      files == ["SHA256SUMS", "checklist.md", "evidence", "index.html", "junit.xml", "report.json", "summary.md"])
    #expect(
      try Service("sha256sum", ["-c", "--strict", "SHA256SUMS"], directory: "\(directory)/report").run().succeeded)
    let sums = try String(contentsOfFile: "\(directory)/report/SHA256SUMS", encoding: .utf8)
    for file in ["evidence/run.json", "evidence/events.jsonl", "evidence/specification.json", "index.html"] {
      #expect(sums.contains("  \(file)\n"))
    }
    #expect(!FileManager.default.fileExists(atPath: "\(directory)/report.partial"))
  }

  @Test(arguments: [("killed", "signal 9"), ("failed", "exited 1")])
  func `tests that end halfway make a whole report in which nothing passes`(end: String, how: String) throws {
    try inTemporaryDirectory { directory throws in
      let outcome = try program(in: directory, try #require(End(rawValue: end))).run(arguments(directory))
      #expect(outcome.status == 2, "\(outcome.error)")
      #expect(outcome.error.isEmpty)
      #expect(outcome.output.contains("sha256 of \(directory)/report/SHA256SUMS: "))
      try expectComplete(directory)
      let report = try report(directory)
      #expect(report.verdict == .indeterminate)
      #expect(report.run.testProcess == how)
      #expect(report.run.interruption == nil)
      // The stream holds one test that was skipped and one that was cancelled; the checklist says that it cannot say anything.
      let open: Set = ["CAP-03", "CAP-05", "RDY-08"]
      for control in report.controls {
        #expect(control.status == (open.contains(control.id) ? .notChecked : .error), "\(control.id)")
      }
      #expect(report.controls.count == (try Specification.met001()).controls.count)
      #expect(runDirectories(in: directory).isEmpty)
      #expect(try String(contentsOfFile: "\(directory)/calls", encoding: .utf8) == "build\ntest\n")
    }
  }

  @Test func `a new report takes the old one's place and names it`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, .failed)
      #expect(try program.run(arguments(directory)).status == 2)
      #expect(try report(directory).previous == nil)
      let sums = try String(contentsOfFile: "\(directory)/report/SHA256SUMS", encoding: .utf8)
      #expect(try program.run(arguments(directory)).status == 2)
      let previous = try #require(try report(directory).previous)
      #expect(previous.verdict == .indeterminate)
      #expect(sums.contains("\(previous.sha256)  report.json\n"))
      try expectComplete(directory)
    }
  }

  @Test func `a report rendered again is the same`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, .failed)
      for _ in 0..<2 { #expect(try program.run(arguments(directory)).status == 2) }
      let before = try Data(contentsOf: URL(filePath: "\(directory)/report/report.json"))
      try FileManager.default.removeItem(atPath: "\(directory)/report/index.html")
      #expect(try program.run("render", "\(directory)/report").status == 2)
      #expect(try Data(contentsOf: URL(filePath: "\(directory)/report/report.json")) == before)
      try expectComplete(directory)
    }
  }

  @Test func `evidence that was changed, added or taken away is not rendered`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, .failed)
      #expect(try program.run(arguments(directory)).status == 2)
      let evidence = "\(directory)/report/evidence"
      let before = try Data(contentsOf: URL(filePath: "\(directory)/report/index.html"))
      func expectRefusal(naming file: String) throws {
        let outcome = try program.run("render", "\(directory)/report")
        #expect(outcome.status == 64)
        #expect(
          outcome.error
            == "compliance: \(directory)/report: the evidence is not what SHA256SUMS says: evidence/\(file)\n")
      }
      try write("{}", to: "\(evidence)/forged.json")
      try expectRefusal(naming: "forged.json")
      try FileManager.default.removeItem(atPath: "\(evidence)/forged.json")
      try write("", to: "\(evidence)/events.jsonl")
      try expectRefusal(naming: "events.jsonl")
      try FileManager.default.removeItem(atPath: "\(evidence)/events.jsonl")
      try expectRefusal(naming: "events.jsonl")
      #expect(try Data(contentsOf: URL(filePath: "\(directory)/report/index.html")) == before)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `an interrupted run writes its report and says so`(signal: Int32) throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, .sleeping)
      let process = try program.start(arguments(directory))
      let sleeper = try sleeper(in: directory)
      process.signal(signal)
      #expect(process.waitForEnd(within: .seconds(60)))
      #expect(process.end == .exited(2))
      #expect(!isAlive(sleeper))
      try expectComplete(directory)
      let report = try report(directory)
      #expect(report.verdict == .indeterminate)
      #expect(report.run.interruption != nil)
      #expect(report.run.testProcess == "signal \(SIGINT)")
      #expect(runDirectories(in: directory).isEmpty)
    }
  }

  @Test func `a killed run takes the tests along, and the next start removes what it left`() throws {
    try inTemporaryDirectory { directory throws in
      let process = try program(in: directory, .sleeping).start(arguments(directory))
      let sleeper = try sleeper(in: directory)
      process.signal(SIGKILL)
      try wait(for: "the end of the tests", within: .seconds(20)) { !isAlive(sleeper) }
      let left = runDirectories(in: directory)
      #expect(left.count == 1)
      #expect(!FileManager.default.fileExists(atPath: "\(directory)/report"))
      #expect(try program(in: directory, .failed).run(arguments(directory)).status == 2)
      #expect(runDirectories(in: directory).isEmpty)
      try expectComplete(directory)
    }
  }

  @Test func `every path may have blanks and other letters than ASCII`() throws {
    try inTemporaryDirectory { parent throws in
      let directory = "\(parent)/mein Projekt ä"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(
        atPath: "\(directory)/der Server", withDestinationPath: try #require(findProgram("redis-server")))
      try write("include \"\(directory)/mehr davon.conf\"\n", to: "\(directory)/redis ä.conf")
      try write("hz 20\n", to: "\(directory)/mehr davon.conf")
      let more = ["--redis-conf", "\(directory)/redis ä.conf", "--redis-server", "\(directory)/der Server"]
      var program = try program(in: directory, .failed)
      program.environment["MET001_SCRATCH"] = "\(parent)/t m p"
      try FileManager.default.createDirectory(atPath: "\(parent)/t m p", withIntermediateDirectories: false)
      let outcome = try program.run(arguments(directory) + more)
      #expect(outcome.status == 2, "\(outcome.error)")
      #expect(outcome.output.contains("\nserver \(directory)/der Server → /"))
      #expect(outcome.output.contains("\nconfiguration \(directory)/redis ä.conf\n"))
      #expect(outcome.output.contains("sha256 of \(directory)/report/SHA256SUMS: "))
      try expectComplete(directory)
      #expect(try program.run("render", "\(directory)/report").status == 2)
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(parent)/t m p").isEmpty)
    }
  }

  @Test func `what the tests leave in the background is ended`() throws {
    try inTemporaryDirectory { directory throws in
      let outcome = try program(in: directory, .leaving).run(arguments(directory))
      #expect(outcome.status == 2, "\(outcome.error)")
      #expect(try !isAlive(sleeper(in: directory)))
      try expectComplete(directory)
    }
  }

  @Test func `a summary is added to what a pipeline already has`() throws {
    try inTemporaryDirectory { directory throws in
      var program = try program(in: directory, .failed)
      try write("before\n", to: "\(directory)/summary")
      program.environment["GITHUB_STEP_SUMMARY"] = "\(directory)/summary"
      #expect(try program.run(arguments(directory)).status == 2)
      let summary = try String(contentsOfFile: "\(directory)/summary", encoding: .utf8)
      #expect(summary == "before\n" + (try String(contentsOfFile: "\(directory)/report/summary.md", encoding: .utf8)))
    }
  }
}
