import Host
import MET001
import MET001Testing
import RedisFixture
import Testing

@Suite("Evidence of no control")
struct StrayEvidenceTests {
  /// Expects that the body, which is given this line, records issues at this line and nowhere else, and says that there
  /// is no evidence.
  private func expectIssue(
    at line: SourceLocation = #_sourceLocation, _ body: (SourceLocation) throws -> Void
  ) throws {
    try withKnownIssue(sourceLocation: line) {
      try body(line)
    } matching: { issue in
      let isAtLine =
        issue.sourceLocation == line && issue.comments.contains { $0.rawValue == "\(MisuseError.evidence)" }
      return isAtLine || issue.error as? MisuseError == .evidence
    }
  }

  @Test func `whatever is recorded is an issue at the line that recorded it`() throws {
    try expectIssue { evidence.record(.peakMemory, 0.5, sourceLocation: $0) }
    try expectIssue { evidence.record(.peakMemory, 1, sourceLocation: $0) }
    try expectIssue { evidence.record(.appendonly, "yes", sourceLocation: $0) }
    try expectIssue { evidence.sometimes("it was full", true, sourceLocation: $0) }
    try expectIssue { line in
      let admits = evidence.admits(.peakMemory, 0.5, sourceLocation: line)
      #expect(!admits)
    }
    try expectIssue { line in
      let marks = evidence.marks("must", of: .peakMemory, sourceLocation: line)
      #expect(marks.isEmpty)
    }
    try expectIssue { _ = try evidence.limit(of: .peakMemory, sourceLocation: $0) }
  }

  @Test func `whatever is told the reader is an issue at the line that told it`() throws {
    try expectIssue { evidence.note("It was warm.", sourceLocation: $0) }
    try expectIssue { evidence.conclude("It was full.", sourceLocation: $0) }
    try expectIssue { evidence.attach("text", named: "text.txt", sourceLocation: $0) }
    try expectIssue {
      evidence.show(
        Figure(title: "", x: .init(label: "", unit: .seconds), y: .init(label: "", unit: .bytes), series: []),
        sourceLocation: $0)
    }
    try expectIssue {
      let component = Component(
        role: .server, name: "redis", version: "8.0.0", buildId: "b", program: "p", binary: "p", binarySha256: "0",
        configurationSha256: "1")
      #expect(!evidence.tested(component, sourceLocation: $0))
    }
  }

  @Test func `no test is cancelled in the name of no control`() throws {
    try expectIssue { try evidence.requireQuietHost(jitter: 1, percentile: 1, beside: 1, limit: 1, sourceLocation: $0) }
    try expectIssue { try evidence.requireQuietHost(jitter: 0, percentile: 1, beside: 1, limit: 1, sourceLocation: $0) }
    try expectIssue { try evidence.requireQuietDisk(longestSync: 1, beside: 1, limit: 1, sourceLocation: $0) }
    try expectIssue { try evidence.requireProcessor(ProcessorShortage(waiting: 1, stolen: 0), sourceLocation: $0) }
    try expectIssue { try evidence.unresolved("too few", sourceLocation: $0) }
    try expectIssue { try evidence.notChecked("no root", sourceLocation: $0) }
  }

  @Test func `it is of no control, and nothing stays in it`() {
    #expect(evidence.control == .none)
    withKnownIssue { evidence.note("It was warm.") }
    #expect(evidence.collected == ControlEvidence(control: "none"))
  }

  @Test func `a control's evidence is not stray`() throws {
    let settings = try RunSettings(environment: [:])
    let control = try #require(settings.specification.control("CAP-03"))
    try Evidence.$current.withValue(Evidence(of: control, in: settings)) {
      evidence.record(.peakMemory, 0.5)
      let limit = try evidence.limit(of: .peakMemory)
      #expect(limit == 0.9)
      #expect(evidence.collected.samples == 1)
    }
  }
}
