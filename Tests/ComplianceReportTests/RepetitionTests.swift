import ComplianceReport
import MET001
import Testing

@Suite("Repetition")
struct RepetitionTests {
  private static let noise = Inconclusive(.hostNoise, "3 ms late")

  /// A run of CAP-01 alone that holds so many events, or that the host spoilt.
  private func run(held: Double? = nil, finding: String? = nil) throws -> SampleRun {
    var run = SampleRun(try .small())
    run.run.selected = ["CAP-01"]
    if let held {
      run.pass("CAP-01", ("held", .number(held)))
    } else {
      run.stream += [
        .planned("CAP-01"), .started("CAP-01"), .issue("CAP-01", text: Self.noise.sentence), .ended("CAP-01"),
      ]
      run.evidence["CAP-01"] = ControlEvidence(control: "CAP-01")
      run.evidence["CAP-01"]?.inconclusive = [Self.noise]
    }
    if let finding { run.evidence["CAP-01"]?.findings = [finding] }
    return run
  }

  /// The report of a run and its repetitions.
  private func report(of runs: [SampleRun]) -> Report {
    var first = runs[0]
    first.repetitions = Array(runs.dropFirst())
    return first.report
  }

  private func control(_ runs: SampleRun...) throws -> ControlRecord {
    try #require(report(of: runs).controls.first)
  }

  @Test func `a control is judged by the first run that the host did not spoil`() throws {
    #expect(try control(run(), run(held: 300)).status == .pass)
    #expect(try control(run(), run(held: 1)).status == .fail)
    #expect(try control(run(), run(), run(held: 300)).status == .pass)
    #expect(try control(run(), run(held: 1), run(held: 300)).status == .fail)
  }

  @Test func `what a run has judged no later run changes`() throws {
    #expect(try control(run(held: 1), run(held: 300)).status == .fail)
    #expect(try control(run(held: 300), run(held: 1)).status == .pass)
  }

  @Test func `a run that judges nothing for another reason is the last word`() throws {
    var crashed = try run(held: 300)
    crashed.stream.removeLast()
    #expect(try control(run(), crashed, run(held: 300)).inconclusive?.cause == .crash)
  }

  @Test func `a host that spoils every run leaves the control open`() throws {
    let control = try control(run(), run(), run())
    #expect(control.inconclusive == Self.noise)
    #expect(control.notes.count == 2)
  }

  @Test func `each spoilt run is told`() throws {
    let control = try control(run(), run(), run(held: 300))
    #expect(
      control.notes == [
        "Run 1 could not judge it (host too noisy: 3 ms late), so it was run again.",
        "Run 2 could not judge it (host too noisy: 3 ms late), so it was run again.",
      ])
  }

  @Test func `measures, samples and findings are of the run that judged, files of all`() throws {
    var (first, second) = (try run(finding: "spoilt"), try run(held: 300, finding: "found"))
    first.files["CAP-01"] = [EvidenceFile(path: "evidence/CAP-01/a.txt", sha256: sha256("1"), bytes: 1)]
    second.files["CAP-01"] = [EvidenceFile(path: "evidence/run-2/CAP-01/a.txt", sha256: sha256("2"), bytes: 1)]
    let report = report(of: [first, second])
    #expect(report.controls[0].measures.map(\.observed) == [.number(300)])
    #expect(report.controls[0].evidence.map(\.path) == ["evidence/CAP-01/a.txt", "evidence/run-2/CAP-01/a.txt"])
    #expect(report.findings.map(\.sentence) == ["found"])
  }

  @Test func `a repetition that was cut short or leaves something behind is a doubt`() throws {
    var interrupted = try run(held: 300)
    interrupted.run.interruption = "interrupted by a signal"
    #expect(try report(of: [run(), interrupted]).limitations.contains("Cut short: interrupted by a signal."))
    var untidy = try run(held: 300)
    untidy.run.leftBehind = ["a server"]
    #expect(try report(of: [run(), untidy]).limitations.contains("The tests left something behind: a server."))
  }

  @Test func `a repetition with another server leaves open which was judged`() throws {
    func tested(_ version: String, _ run: SampleRun) -> SampleRun {
      var run = run
      run.evidence["CAP-01"]?.components = [
        Component(
          role: .server, name: "redis", version: version, buildId: "1", program: "/bin/r", binary: "/bin/r",
          binarySha256: sha256("3"), configurationSha256: sha256("4"))
      ]
      return run
    }
    let report = try report(of: [tested("7.0.15", run()), tested("7.2.0", run(held: 300))])
    #expect(report.verdict == .indeterminate)
    #expect(report.limitations.contains("The evidence names 2 different programs or configurations as server."))
  }
}
