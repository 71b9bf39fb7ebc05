import ComplianceReport
import Foundation
import MET001
import Processes
import TestSupport
import Testing

/// How controls end that are cancelled or fail, by the events that a report is made of.
@Suite("Bad ends of controls", .blocking, .serialized, .disabled(if: badEndsAreWanted))
struct BadEndTests {
  /// Everything in BadEnds.swift, run in a process of its own, on a server that is not there.
  private static let run = Result { try BadRun() }

  private func judge(_ firstWord: String) throws -> Judgement {
    try Self.run.get().judge(firstWord)
  }

  @Test func `a quiet host lets the control be judged`() throws {
    let judgement = try judge("quiet")
    #expect(judgement.status == .pass, "\(judgement.reason)")
  }

  @Test func `a noisy host makes the control an error with that cause`() throws {
    let judgement = try judge("noisy")
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive?.cause == .hostNoise)
    #expect(
      judgement.reason
        == "host too noisy: scheduling and write delay 1.1 ms (P99), at most 1 ms is tolerated")
    // What was recorded before is kept, and what was not was never looked for.
    #expect(judgement.measures.map(\.outcome) == [.within, .missing])
    #expect(try Self.run.get().evidence(of: "noisy").notes.count == 1)
  }

  @Test func `a host whose noise was not measured is no quiet one`() throws {
    let judgement = try judge("unmeasured")
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive?.cause == .hostNoise)
  }

  @Test func `the percentile that was too late is told, and the longest time in words`() throws {
    let judgement = try judge("longest")
    #expect(judgement.status == .error)
    #expect(
      judgement.reason
        == "host too noisy: scheduling and write delay 1.1 ms (the longest time), at most 1 ms is tolerated"
    )
  }

  @Test func `what the server refuses is its own failure, in its words`() throws {
    let judgement = try judge("refused")
    #expect(judgement.status == .fail)
    #expect(judgement.reason == "SET was refused: NOREPLICAS Not enough good replicas to write.")
  }

  @Test func `a server that does not start is its own failure, and another program's is none of it`() throws {
    let judgement = try judge("deserted")
    // There is no such program here: whoever cannot be found has refused nothing.
    #expect(judgement.status == .error)
    #expect(try judge("defective").status == .error)
  }

  @Test func `a server that others let work enough can be judged`() throws {
    let judgement = try judge("unhindered")
    #expect(judgement.status == .pass, "\(judgement.reason)")
    #expect(
      try Self.run.get().evidence(of: "unhindered").notes == [
        "Of this host: of the time in which the server had work it got no processor for 20 %; up to 20 % is tolerated."
      ])
  }

  @Test(arguments: [("hindered", "21 %"), ("robbed", "50 %")])
  func `a server that others keep from working is not judged`(firstWord: String, share: String) throws {
    let judgement = try judge(firstWord)
    #expect(judgement.status == .error)
    #expect(
      judgement.reason
        == "host too noisy: of the time in which the server had work it got no processor for \(share), at most 20 % "
        + "is tolerated")
    #expect(judgement.measures.map(\.outcome) == [.within, .missing])
  }

  @Test func `data that cannot carry the question make the control an error with that cause`() throws {
    let judgement = try judge("unresolved")
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive?.cause == .unresolvedData)
    #expect(judgement.reason == "cannot resolve: speeds vary by 12 %, at most 5 % can be tolerated")
    #expect(judgement.measures.map(\.outcome) == [.within, .missing])
  }

  @Test func `what failed before the noise has failed`() throws {
    let judgement = try judge("failing")
    #expect(judgement.status == .fail)
    #expect(judgement.reason == "fill is 95 %, must be ≤ 90 %")
  }

  @Test func `what broke beside the noise is not excused by it`() throws {
    let judgement = try judge("muddled")
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive?.cause == .testFailure)
    #expect(judgement.reason.contains("the server closed the connection"))
  }

  @Test func `a cancellation that the test did not let through is no pass`() throws {
    let judgement = try judge("stubborn")
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive?.cause == .hostNoise)
    #expect(judgement.measures.map(\.outcome) == [.within, .within])
  }

  @Test func `a missing capability leaves the control unchecked, in its own words`() throws {
    let judgement = try judge("incapable")
    #expect(judgement.status == .notChecked)
    #expect(judgement.inconclusive?.cause == .missingCapability)
    #expect(judgement.reason == "no mkfs.ext4: apt-get install e2fsprogs")
    #expect(try Self.run.get().evidence(of: "incapable").notes == ["Tried."])
  }

  @Test func `a doubt before it remains a doubt`() throws {
    let judgement = try judge("doubtful")
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive?.cause == .notReached)
    #expect(judgement.reason == "ABC-01 proves nothing: never reached that the disk was full")
  }

  @Test func `a control that says so is unchecked`() throws {
    let judgement = try judge("unchecked")
    #expect(judgement.status == .notChecked)
    #expect(judgement.reason == "CONFIG is blocked here")
  }

  @Test func `any other error is one, and what was observed is kept`() throws {
    let judgement = try judge("broken")
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive?.cause == .testFailure)
    #expect(judgement.reason.contains("waited 1.0 seconds in vain for the end"))
    #expect(judgement.measures.map(\.outcome) == [.within, .missing])
  }

  @Test func `a measure that was not recorded is an error`() throws {
    let judgement = try judge("incomplete")
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive?.cause == .missingMeasure)
    #expect(judgement.reason == "ABC-01 did not record speed")
  }

  @Test func `a control that the specification does not have is not run`() throws {
    let test = try Self.run.get().test("unknown")
    #expect(test.cancelled == "the specification met-001 has no control unknown")
    #expect(test.failures.isEmpty)
  }

  @Test(arguments: ["unstarted", "serverless"])
  func `a server that does not start is told by each control that shares it`(firstWord: String) throws {
    let failures = try Self.run.get().test(firstWord).failures
    #expect(failures.count == 1)
    #expect(failures.first?.contains("no server program at /nonexistent/redis-server") == true)
  }

  @Test func `nothing failed that no control answers for`() throws {
    let events = try Self.run.get().events
    #expect(events.strayFailures.isEmpty)
    #expect(events.unreadableLines == 0)
  }
}

/// What a run of the tests in BadEnds.swift left.
private struct BadRun {
  let events: TestEvents
  private let evidence: [String: ControlEvidence]

  init() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "bad-ends-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let stream = directory.appending(path: "events.jsonl")
    let environment = ProcessInfo.processInfo.environment.filter { name, _ in !name.hasPrefix("MET001_") }
      .merging(
        [
          "MET001_BAD_ENDS": "1", "MET001_REDIS_SERVER": "/nonexistent/redis-server",
          // As the runner does: else the stream has no reasons for a cancellation.
          "SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED": "1",
        ]) { $1 }
    // The program of this process holds all tests; those of this suite are not among them, or it would never end.
    let tests = Service(
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      [
        "--testing-library", "swift-testing",
        "--filter", #"^MET001TestingTests\.(BadEnds|UnknownControls|ScenarioWithoutServer)/"#,
        "--event-stream-output-path", stream.path, "--attachments-path", directory.path,
      ], environment: environment, directory: FileManager.default.currentDirectoryPath)
    _ = try tests.run(within: .seconds(120))
    let events = TestEvents(stream: try Data(contentsOf: stream))
    self.events = events
    evidence = try Dictionary(
      events.tests.compactMap { test in
        try test.attachments.first { $0.contains(".evidence") }.map { path in
          (test.control, try JSONDecoder().decode(ControlEvidence.self, from: Data(contentsOf: URL(filePath: path))))
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The one test whose name begins with this word.
  func test(_ firstWord: String) throws -> TestEvents.Test {
    let tests = events.tests(of: firstWord)
    try #require(tests.count == 1)
    return tests[0]
  }

  func evidence(of firstWord: String) throws -> ControlEvidence {
    try #require(evidence[firstWord])
  }

  func judge(_ firstWord: String) throws -> Judgement {
    let specification = try MadeUpSpecification.read()
    let test = try test(firstWord)
    let end: TestOutcome.End = test.cancelled.map { .cancelled($0) } ?? (test.ended == nil ? .crashed : .ended)
    return specification.judge(
      try #require(specification.control("ABC-01")), evidence: try evidence(of: firstWord),
      outcome: TestOutcome(end: end, failures: test.failures), profile: .full)
  }
}
