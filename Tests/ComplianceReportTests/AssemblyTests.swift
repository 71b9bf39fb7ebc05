import ComplianceReport
import Foundation
import MET001
import Testing

@Suite("Assembly of the report")
struct AssemblyTests {
  /// The first control of a conformant run in which this was different.
  private func control(_ change: (inout SampleRun) -> Void) throws -> ControlRecord {
    var sample = try SampleRun.conformant()
    change(&sample)
    return try #require(sample.report.controls.first)
  }

  @Test func `a control whose measures are all within their limits passes`() throws {
    let control = try control { _ in }
    #expect(control.status == .pass)
    #expect(control.measures.map(\.outcome) == [.within])
    #expect(control.seconds == 1)
    #expect(control.test?.file == "SampleTests/Sample.swift")
  }

  @Test func `a control that no test verifies is an error`() throws {
    let control = try control { $0.stream.removeAll() }
    #expect(control.status == .error)
    #expect(control.reason == "no test verifies this control")
  }

  @Test func `a control that two tests claim to verify is an error`() throws {
    let control = try control { sample in
      sample.stream += Stream.normal("CAP-01", id: "another")
    }
    #expect(control.inconclusive == Inconclusive(.severalTests, "2 tests claim to verify this control"))
    #expect(control.status == .error)
  }

  @Test func `a cause is there if, and only if, nothing could be judged`() throws {
    let report = try Report.mixed()
    for control in report.controls {
      let isOpen = control.status == .error || control.status == .notChecked
      #expect((control.inconclusive != nil) == isOpen, "\(control.id)")
    }
    #expect(Set(report.controls.compactMap(\.inconclusive?.cause)).count > 3)
  }

  // MARK: What holds for the whole run

  /// The report of a conformant run in which the second control's test saw the first one's requirement violated.
  private func watched(_ change: (inout SampleRun) -> Void = { _ in }) throws -> Report {
    var sample = try SampleRun.conformant()
    let controls = try SampleRun.conformant().report.controls
    let measure = try #require(controls[0].measures.first)
    var evidence = sample.evidence[controls[1].id] ?? ControlEvidence(control: controls[1].id)
    evidence.contributions = [
      Contribution(
        to: controls[0].id, Observation(measure: measure.name, of: "\(controls[1].id), at the end", value: -1),
        notes: ["It drifted."])
    ]
    sample.evidence[controls[1].id] = evidence
    change(&sample)
    return sample.report
  }

  @Test func `what another control's test saw of a requirement fails its control`() throws {
    let report = try watched()
    #expect(report.controls[0].status == .fail)
    #expect(report.controls[0].notes.contains("It drifted."))
    #expect(report.controls[1].status == .pass)
    #expect(report.verdict == .nonconformant)
  }

  @Test func `it does so although its control was not selected`() throws {
    let report = try watched { sample in
      sample.run.selected.removeFirst()
      sample.run.filter = "others"
    }
    #expect(report.controls[0].status == .fail)
    #expect(report.verdict == .nonconformant)
  }

  @Test func `a planned test that never started is an error`() throws {
    #expect(try control { $0.stream.removeSubrange(1...2) }.status == .error)
  }

  @Test func `a test that never ended is an error, whatever it recorded`() throws {
    #expect(try control { $0.stream.remove(at: 2) }.status == .error)
  }

  @Test func `what was not selected is not checked, and says why`() throws {
    let control = try control {
      $0.run.selected = ["CAP-02"]
      $0.run.filter = "02"
    }
    #expect(control.status == .notChecked)
    #expect(control.reason == "not selected by --filter 02")
    #expect(control.inconclusive?.cause == .notSelected)
  }

  @Test func `a skipped or cancelled test is not checked, and says why`() throws {
    let skipped = try control { $0.stream.replaceSubrange(1...2, with: [.skipped("CAP-01", "needs root")]) }
    #expect(skipped.status == .notChecked)
    #expect(skipped.reason == "needs root")
    let cancelled = try control { $0.stream.append(.cancelled("CAP-01", "no strace")) }
    #expect(cancelled.status == .notChecked)
    #expect(cancelled.reason == "no strace")
  }

  @Test func `a failure before a cancellation is an error`() throws {
    let control = try control {
      $0.stream += [.issue("CAP-01", text: "odd"), .cancelled("CAP-01", "no strace")]
    }
    #expect(control.status == .error)
  }

  @Test func `a value outside its limit fails, even where the test crashed`() throws {
    let control = try control {
      $0.evidence["CAP-01"]?.observations[0].value = 299
      $0.stream.remove(at: 2)
    }
    #expect(control.status == .fail)
    #expect(control.reason == "held is 299 events, must be ≥ 300 events")
    #expect(control.measures.first?.margin.map { abs($0 + 1.0 / 300) < 1e-12 } == true)
  }

  @Test func `a failed or known issue without a bad value is an error`() throws {
    #expect(try control { $0.stream.append(.issue("CAP-01", text: "odd")) }.status == .error)
    let known = try control {
      $0.stream.append(.issue("CAP-01", text: "odd", isFailure: false, isKnown: true))
    }
    #expect(known.status == .error)
  }

  @Test func `a warning does not change the status`() throws {
    #expect(try control { $0.stream.append(.issue("CAP-01", text: "mind", isFailure: false)) }.status == .pass)
  }

  @Test func `no evidence is an error`() throws {
    #expect(try control { $0.evidence["CAP-01"] = nil }.status == .error)
    #expect(try control { $0.evidence["CAP-01"] = ControlEvidence(control: "CAP-01") }.reason == "not recorded: held")
  }

  @Test func `a measure that the specification does not declare is an error`() throws {
    let control = try control { $0.observe("CAP-01", [("speed", 3)]) }
    #expect(control.status == .error)
    #expect(control.reason.contains("'speed'"))
  }

  @Test func `a state that was never reached is an error`() throws {
    let control = try control {
      $0.evidence["CAP-01"]?.reached = [Reached(claim: "an event was lost", happened: false)]
    }
    #expect(control.status == .error)
    #expect(control.reason.contains("never reached that an event was lost"))
  }

  @Test func `limits follow the scale of the profile`() throws {
    let control = try control {
      $0.run.profile = .quick
      $0.evidence["CAP-01"]?.observations[0].value = 3
    }
    #expect(control.status == .pass)
    #expect(control.measures.first?.limit == 3)
  }

  @Test func `what sustained controls are held to is as long as the run said, and no tailoring`() throws {
    var sample = try SampleRun.soak()
    #expect(sample.report.controls[0].measures[0].limit == 28_800)
    #expect(sample.report.controls[0].status == .pass)
    #expect(sample.report.specification.tailored.isEmpty)
    #expect(sample.report.html().contains("100 % of the real scale, sustained controls for 28,800 s<"))
    #expect(sample.report.markdown().contains("profile soak (sustained controls for 28,800 s), seed"))
    sample.run.duration = nil
    #expect(sample.report.controls[0].measures[0].limit == 3600)
    #expect(!sample.report.html().contains("sustained controls for"))
  }

  @Test func `a test's start is a whole time, with its date`() throws {
    let started = try #require(try control { $0.stream[1] = .started("CAP-01", at: 1_795_430_040) }.started)
    #expect(started.hasPrefix("2026-11-23T10:34:00"))
    #expect(started.hasSuffix("Z"))
  }

  @Test func `the components are those that the evidence names, each once`() throws {
    var sample = try SampleRun.conformant()
    let server = Component(
      role: .server, name: "redis", version: "7.4.1", buildId: "1", program: "/opt/redis-server",
      binary: "/opt/redis-server", binarySha256: sha256("a"), configurationSha256: sha256("b"))
    for control in ["CAP-01", "CAP-02", "CAP-03"] { sample.evidence[control]?.components = [server] }
    #expect(sample.report.system.components == [server])
    #expect(sample.report.verdict == .conformant)
  }

  @Test func `no server, or two of them, leave the verdict open`() throws {
    var sample = try SampleRun.conformant()
    let server = try #require(sample.report.system.components.first)
    sample.evidence["CAP-03"]?.components = []
    #expect(sample.report.verdict == .indeterminate)
    #expect(sample.report.limitations == ["No evidence names the server that was tested."])
    var other = server
    other.program = "/opt/another"
    sample.evidence["CAP-03"]?.components = [server, other]
    #expect(sample.report.verdict == .indeterminate)
    #expect(sample.report.limitations == ["The evidence names 2 different programs or configurations as server."])
  }

  @Test func `the same material always gives the same report`() throws {
    let sample = try SampleRun.mixed()
    #expect(sample.report == sample.report)
    #expect(try sample.report.json() == sample.report.json())
  }
}
