import ComplianceReport
import MET001
import Testing

@Suite("Verdict and headline")
struct VerdictTests {
  private func report(_ change: (inout SampleRun) -> Void) throws -> Report {
    var sample = try SampleRun.conformant()
    change(&sample)
    return sample.report
  }

  @Test func `a whole run in which every binding control passes is conformant`() throws {
    let report = try report { _ in }
    #expect(report.verdict == .conformant)
    #expect(report.limitations.isEmpty)
    #expect(report.headline == "MET-001 conformant: the one must-control passes")
    #expect(report.counts == ["pass": 2, "info": 1])
  }

  @Test func `one failed must-control makes the run nonconformant, whatever else is open`() throws {
    let report = try report {
      $0.evidence["CAP-01"]?.observations[0].value = 299
      $0.evidence["CAP-02"] = nil
    }
    #expect(report.verdict == .nonconformant)
    #expect(report.headline.contains("CAP-01"))
  }

  @Test func `a should-control that fails does not sink the verdict`() throws {
    let report = try report { $0.evidence["CAP-02"]?.observations[0].value = 3 }
    #expect(report.controls[1].status == .fail)
    #expect(report.verdict == .conformant)
  }

  @Test func `an error anywhere leaves the verdict open`() throws {
    for control in ["CAP-01", "CAP-02", "CAP-03"] {
      let report = try report { $0.evidence[control] = nil }
      #expect(report.verdict == .indeterminate)
      #expect(report.headline.contains(control))
    }
  }

  @Test func `a selected must-control that was not checked leaves the verdict open`() throws {
    let report = try report { $0.stream.append(.cancelled("CAP-01", "no root")) }
    #expect(report.verdict == .indeterminate)
    #expect(report.notChecked.map(\.reason) == ["no root"])
  }

  @Test func `a selection without a must-control proves nothing`() throws {
    let report = try report { $0.run.selected = ["CAP-03"] }
    #expect(report.verdict == .indeterminate)
    #expect(report.headline == "Indeterminate: no must-control was selected")
  }

  @Test func `an interrupted run is never conformant`() throws {
    let report = try report { $0.run.interruption = "Ctrl-C" }
    #expect(report.verdict == .indeterminate)
    #expect(report.limitations == ["Cut short: Ctrl-C."])
  }

  @Test func `a run that left something behind is never conformant`() throws {
    let report = try report { $0.run.leftBehind = ["redis-server 4711"] }
    #expect(report.verdict == .indeterminate)
    #expect(report.limitations.first?.contains("redis-server 4711") == true)
  }
}

@Suite("Limitations")
struct LimitationsTests {
  typealias Change = @Sendable (inout SampleRun) -> Void

  static let changes: [(word: String, change: Change)] = [
    ("scale", { $0 = $0.scaled }),
    ("--filter", { $0.run.filter = "CAP" }),
    ("tailored", { $0.specification.controls[1].measures[0].limit = .value(5) }),
    ("EVC", { $0.specification.outstanding = ["EVC"] }),
    ("met-001-retention", { $0.specification.id = "met-001-retention" }),
  ]

  @Test(arguments: changes.indices)
  func `whatever narrows a run is told, and takes the plain claim away`(index: Int) throws {
    var sample = try SampleRun.conformant()
    Self.changes[index].change(&sample)
    let report = sample.report
    #expect(report.verdict == .conformant)
    #expect(report.limitations.count == 1)
    #expect(report.limitations.first?.contains(Self.changes[index].word) == true)
    #expect(!report.headline.contains("MET-001 conformant"))
  }

  @Test func `a conformant run of another shipped specification claims that one alone`() throws {
    var sample = try SampleRun.conformant()
    sample.specification.id = "met-001-retention"
    sample.specification.title = "MET-001 retention: the buffer that refuses"
    sample.reference = sample.specification
    #expect(sample.report.limitations.isEmpty)
    #expect(sample.report.headline == "MET-001 retention conformant: the one must-control passes")
    #expect(sample.report.specification.reference == "met-001-retention")
    sample.specification.controls[1].measures[0].limit = .value(5)
    #expect(
      sample.report.limitations == ["1 value deviates from MET-001 retention: tailored, not plain MET-001 retention."])
    #expect(sample.report.headline.hasPrefix("Conformant in what was run"))
    #expect(sample.report.html().contains("<th scope=\"col\">met-001-retention</th>"))
  }

  @Test func `the name that is claimed is the shipped one's, whatever the file calls itself`() throws {
    var sample = try SampleRun.conformant()
    sample.specification.title = "MET-001 gold"
    #expect(sample.report.headline.hasPrefix("MET-001 conformant"))
  }

  @Test func `no headline claims conformance beside a limitation`() throws {
    for report in [try Report.mixed(), try SampleRun.conformant().scaled.report] {
      #expect(!report.limitations.isEmpty)
      #expect(!report.headline.contains("MET-001 conformant"))
    }
  }

  @Test func `each tailored value stands beside the one it replaces`() throws {
    let tailored = try Report.mixed().specification.tailored
    #expect(tailored.contains { $0.item == "parameters.maxmemory" && $0.value != $0.reference })
    #expect(tailored.contains { $0.item == "parameters.throughput" && $0.value == nil })
    #expect(tailored.contains { $0.item == "parameters.surge" && $0.reference == nil })
  }
}

extension SampleRun {
  /// The same run at a hundredth of the scale.
  var scaled: SampleRun {
    var sample = self
    sample.run.profile = .quick
    sample.run.scale = Profile.quick.scale
    return sample
  }
}
