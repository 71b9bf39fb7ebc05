import ComplianceReport
import MET001
import Testing

@Suite("Servers that somebody else runs")
struct ObservationTests {
  @Test func `the first screen says which kind of claim it is`() throws {
    let report = try SampleRun.observed().report
    #expect(report.claim.kind == .observed)
    #expect(
      report.claim.sentence.contains("valkey 8.1.4 at redis://10.1.2.3:6379, at 2026-11-23 10:34:00 UTC and for 4 s"))
    #expect(report.claim.sentence.contains("by 15 commands, some 4 ms of its time"))
    #expect(report.html().contains("<p class=\"claim\">Observed, as somebody else runs it: valkey"))
    #expect(report.matrix(color: false).contains("Observed, as somebody else runs it: valkey"))
    #expect(report.markdown().contains("Observed, as somebody else runs it: valkey"))
    #expect(report.headline == "Conformant in what can be read: the one must-control passes")
    #expect(report.system.observed?.first?.facts == [Look.Fact("evicted keys", .count, 4)])
    let tried = try SampleRun.conformant().report
    #expect(tried.claim.kind == .tried)
    #expect(tried.claim.sentence.hasPrefix("A configuration tried here: the run started redis 7.0.15"))
  }

  @Test func `a control that needs a server of its own does not apply`() throws {
    let controls = try SampleRun.observed().report.controls
    #expect(controls.map(\.status) == [.pass, .notApplicable, .notApplicable])
    #expect(controls[1].reason == "needs a server of its own, for it puts load on it")
  }

  @Test func `what its host must show is asked for where that is this host`() throws {
    #expect(try SampleRun.observed().report.controls[0].measures.map(\.name) == ["held"])
    let here = try SampleRun.observed(here: true).report.controls[0]
    #expect(here.measures.map(\.name) == ["held", "files"])
    #expect(here.inconclusive?.cause == .missingMeasure)
  }

  @Test func `a control tells how it was looked at, and what of it was not judged`() throws {
    let control = try SampleRun.observed().report.controls[0]
    #expect(control.method.hasPrefix("Asked the running server"))
    #expect(control.notes == ["Not judged of it, for a look does not show it here: files."])
    #expect(try SampleRun.conformant().report.controls[0].method == "Counted.")
  }

  @Test func `nothing is left out of a server that the run started`() throws {
    var sample = try SampleRun.observed()
    sample.evidence["CAP-01"]?.components[0].observed = nil
    sample.run.targets = nil
    #expect(sample.report.controls[0].inconclusive?.cause == .missingMeasure)
  }

  @Test func `a target that nobody looked at leaves the verdict open, and so does another server at its address`()
    throws
  {
    var sample = try SampleRun.observed()
    sample.run.targets?.append("redis://10.1.2.4:6379")
    #expect(sample.report.verdict == .indeterminate)
    sample = try SampleRun.observed()
    var other = try #require(sample.evidence["CAP-01"]?.components.first)
    other.version = "9.0.0"
    sample.evidence["CAP-01"]?.components.append(other)
    #expect(sample.report.verdict == .indeterminate)
  }

  @Test func `a value outside its limit fails, whatever could not be read beside it`() throws {
    var sample = try SampleRun.observed()
    sample.evidence["CAP-01"]?.observations[0].value = 299
    sample.evidence["CAP-01"]?.inconclusive = [Inconclusive(.missingCapability, "CONFIG GET is refused")]
    #expect(sample.report.verdict == .nonconformant)
  }
}
