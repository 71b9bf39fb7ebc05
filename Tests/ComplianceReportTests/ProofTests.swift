import ComplianceReport
import Foundation
import MET001
import Testing

@Suite("Judgement of a proof")
struct ProofTests {
  private func run(_ findings: KeyValuePairs<String, Status>, doubts: [String] = []) -> ProofRun {
    ProofRun(findings: findings.map { ControlFinding(control: $0.key, status: $0.value) }, doubts: doubts)
  }

  private func trial(_ name: String, red: [String: Status], _ run: ProofRun) throws -> MutantTrial {
    let json = """
      {"title": "t", "kind": "configuration", "why": "w", "configuration": ["a b"], "red": {"ABC-01": "fail"}}
      """
    var mutant = try Mutant(named: name, json: Data(json.utf8))
    mutant.red = red
    return MutantTrial(mutant, specification: "abc", run: run)
  }

  private func proof(_ trials: MutantTrial..., reference: ProofRun? = nil) -> Proof {
    let green = run(["ABC-01": .pass, "ABC-02": .pass, "ABC-03": .info, "XYZ-01": .pass, "XYZ-10": .pass])
    return Proof(references: ["abc": reference ?? green], trials: trials)
  }

  @Test func `red where it must be and green elsewhere is killed`() throws {
    let trial = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": .fail, "ABC-02": .pass, "ABC-03": .info]))
    let proof = proof(trial)
    #expect(proof.verdict == .proved && proof.verdict.exitStatus == 0)
    #expect(proof.deviations(of: trial).isEmpty)
    #expect(proof.mark(of: "ABC-01", in: trial) == .killed)
    #expect(proof.mark(of: "ABC-02", in: trial) == .green)
    #expect(proof.mark(of: "XYZ-01", in: trial) == nil)
  }

  @Test(arguments: [Status.pass, .error, .info, .waived, .notApplicable])
  func `another status than the expected one survives`(status: Status) throws {
    let trial = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": status]))
    #expect(proof(trial).mark(of: "ABC-01", in: trial) == .survived)
    #expect(proof(trial).verdict == .refuted)
  }

  @Test(arguments: [Status.fail, .error, .notChecked, .waived])
  func `what is not green beside is unexpected`(status: Status) throws {
    let trial = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": .fail, "ABC-02": status]))
    let proof = proof(trial)
    #expect(proof.deviations(of: trial).map(\.mark) == [.unexpected])
    #expect(proof.deviations(of: trial).map(\.sentence) == ["ABC-02 expected green, got \(status.rawValue)"])
    #expect(proof.verdict == .refuted && proof.verdict.exitStatus == 1)
  }

  @Test func `an unexpected red that a second run does not confirm leaves it open`() throws {
    var trial = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": .fail, "ABC-02": .fail, "XYZ-01": .error]))
    trial.repetition = run(["ABC-01": .fail, "ABC-02": .pass, "XYZ-01": .pass])
    #expect(proof(trial).deviations(of: trial).map(\.mark) == [.unjudged, .unjudged])
    #expect(
      proof(trial).deviations(of: trial)[0].sentence == "ABC-02 expected green, got fail (green when run again)")
    #expect(proof(trial).verdict == .open)
    trial.repetition = run(["ABC-01": .fail, "ABC-02": .pass, "XYZ-01": .fail])
    #expect(proof(trial).deviations(of: trial).map(\.mark) == [.unjudged, .unexpected])
    #expect(proof(trial).verdict == .refuted)
  }

  @Test func `what the reference system cannot check need not be checked beside`() throws {
    let trial = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": .fail, "ABC-02": .notChecked]))
    let proof = proof(trial, reference: run(["ABC-01": .pass, "ABC-02": .notChecked]))
    #expect(proof.verdict == .proved)
  }

  @Test func `a recommendation that the reference system does not follow need not be followed beside, and can be red`()
    throws
  {
    func run(_ first: Status, _ second: Status, isBinding: Bool = false) -> ProofRun {
      ProofRun(findings: [
        ControlFinding(control: "ABC-01", status: first),
        ControlFinding(control: "ABC-02", status: second, isBinding: isBinding),
      ])
    }
    let reference = run(.pass, .fail)
    #expect(reference.isComparable && reference.obstacles.isEmpty)
    #expect(!run(.pass, .fail, isBinding: true).isComparable)
    #expect(!run(.pass, .error).isComparable)
    for status in [Status.pass, .fail] {
      let trial = try trial("m", red: ["ABC-01": .fail], run(.fail, status))
      #expect(proof(trial, reference: reference).verdict == .proved)
    }
    let meant = try trial("m", red: ["ABC-01": .fail, "ABC-02": .fail], run(.fail, .fail))
    #expect(proof(meant, reference: reference).verdict == .proved)
    // Green with the reference system, and red with a mutant that is not meant to be.
    let other = try trial("m", red: ["ABC-01": .fail], run(.fail, .fail))
    #expect(proof(other, reference: run(.pass, .pass)).verdict == .refuted)
  }

  @Test func `a control that must be red and cannot be checked leaves it open`() throws {
    let trial = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": .notChecked]))
    #expect(proof(trial).verdict == .open && proof(trial).verdict.exitStatus == 2)
  }

  @Test func `a control that must be red and was not run leaves it open`() throws {
    let trial = try trial("m", red: ["ABC-01": .fail], run([:]))
    #expect(proof(trial).deviations(of: trial).map(\.sentence) == ["ABC-01 expected fail, got nothing"])
    #expect(proof(trial).verdict == .open)
  }

  /// The first control is red and the second green, but for the one that the host spoils.
  private func spoilt(_ control: String, _ reason: String = "2 ms", cause: Inconclusive.Cause = .hostNoise) -> ProofRun
  {
    var run = run(["ABC-01": .fail, "ABC-02": .pass])
    for index in run.findings.indices where run.findings[index].control == control {
      run.findings[index] = ControlFinding(control: control, status: .error, reason: reason, cause: cause)
    }
    return run
  }

  @Test(arguments: ["ABC-01", "ABC-02"])
  func `a host that is too noisy twice leaves it open, whatever was expected`(noisy: String) throws {
    var trial = try trial("m", red: ["ABC-01": .fail], spoilt(noisy))
    #expect(trial.callsForRepetition(reference: nil))
    #expect(proof(trial).deviations(of: trial).map(\.mark) == [.unjudged])
    #expect(proof(trial).verdict == .open)
    trial.repetition = spoilt(noisy, "3 ms")
    let sentences = proof(trial).deviations(of: trial).map(\.sentence)
    #expect(sentences.count == 1)
    #expect(
      sentences[0].hasSuffix("got error: 2 ms (error: 3 ms when run again)"))
    #expect(proof(trial).verdict == .open)
  }

  @Test(arguments: ["ABC-01", "ABC-02"])
  func `what the host spoilt a second run decides`(noisy: String) throws {
    var trial = try trial("m", red: ["ABC-01": .fail], spoilt(noisy))
    trial.repetition = run(["ABC-01": .fail, "ABC-02": .pass])
    #expect(proof(trial).deviations(of: trial).isEmpty)
    #expect(proof(trial).verdict == .proved)
  }

  @Test func `what only reads like noise excuses nothing`() throws {
    let run = spoilt("ABC-02", "host too noisy: it broke", cause: .testFailure)
    let trial = try trial("m", red: ["ABC-01": .fail], run)
    #expect(proof(trial).deviations(of: trial).map(\.mark) == [.unexpected])
    #expect(proof(trial).verdict == .refuted)
    #expect(Proof(references: ["abc": run]).matrix(color: false).hasSuffix("Nothing is proved\n"))
  }

  @Test func `a mutant that survives the second run has survived`() throws {
    var trial = try trial("m", red: ["ABC-01": .fail], spoilt("ABC-01"))
    trial.repetition = run(["ABC-01": .pass, "ABC-02": .pass])
    #expect(
      proof(trial).deviations(of: trial).map(\.sentence) == [
        "ABC-01 expected fail, got error: 2 ms (green when run again)"
      ])
    #expect(proof(trial).verdict == .refuted)
  }

  @Test func `a red that only one of two runs could judge leaves it open`() throws {
    let red = run(["ABC-01": .fail, "ABC-02": .fail])
    for (first, second) in [(spoilt("ABC-02"), red), (red, spoilt("ABC-02"))] {
      var trial = try trial("m", red: ["ABC-01": .fail], first)
      trial.repetition = second
      #expect(proof(trial).mark(of: "ABC-02", in: trial) == .unjudged)
      #expect(proof(trial).verdict == .open)
    }
  }

  @Test func `only an unexpected red and a noisy host call for a second run`() throws {
    let red = ["ABC-01": Status.fail]
    #expect(try !trial("m", red: red, run(["ABC-01": .fail, "ABC-02": .pass])).callsForRepetition(reference: nil))
    #expect(try !trial("m", red: red, run(["ABC-01": .pass])).callsForRepetition(reference: nil))
    #expect(try !trial("m", red: red, run(["ABC-01": .notChecked])).callsForRepetition(reference: nil))
    #expect(try trial("m", red: red, run(["ABC-01": .fail, "ABC-02": .fail])).callsForRepetition(reference: nil))
  }

  @Test func `a survivor outweighs what is open`() throws {
    let open = try trial("a", red: ["ABC-01": .fail], run(["ABC-01": .notChecked]))
    let survivor = try trial("b", red: ["ABC-01": .fail], run(["ABC-01": .pass]))
    #expect(proof(open, survivor).verdict == .refuted)
  }

  @Test func `a doubt about a run leaves it open`() throws {
    let trial = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": .fail], doubts: ["left behind: x"]))
    #expect(proof(trial).verdict == .open)
    #expect(proof(trial).explanations == ["m: left behind: x"])
  }

  @Test func `a doubt about a second run leaves it open as well`() throws {
    var trial = try trial("m", red: ["ABC-01": .fail], spoilt("ABC-02"))
    trial.repetition = run(["ABC-01": .fail, "ABC-02": .pass], doubts: ["left behind: y"])
    #expect(proof(trial).verdict == .open)
    #expect(proof(trial).explanations == ["m: left behind: y"])
  }

  @Test(arguments: [Status.fail, .error, .waived])
  func `without a green reference nothing is proved`(status: Status) throws {
    let reference = run(["ABC-01": .pass, "ABC-02": status])
    let empty = Proof(references: ["abc": reference], notRun: ["m"])
    #expect(empty.verdict == .open)
    #expect(empty.explanations.first == "the reference system, judged by abc: ABC-02 is \(status.rawValue)")
    #expect(empty.matrix(color: false).hasSuffix("Nothing is proved\n"))
  }

  @Test func `what the host was too noisy for with the reference system says nothing of a mutant`() throws {
    var reference = run(["ABC-01": .pass, "ABC-02": .error])
    reference.findings[1].cause = .hostNoise
    #expect(reference.isComparable)
    let killed = try trial("a", red: ["ABC-01": .fail], run(["ABC-01": .fail, "ABC-02": .pass]))
    let unknown = try trial("b", red: ["ABC-02": .fail], run(["ABC-01": .pass, "ABC-02": .fail]))
    let blamed = try trial("c", red: ["ABC-01": .fail], run(["ABC-01": .fail, "ABC-02": .fail]))
    let noisy = proof(killed, unknown, blamed, reference: reference)
    #expect(noisy.deviations(of: killed).isEmpty)
    #expect(noisy.deviations(of: unknown).map(\.mark) == [.unjudged])
    #expect(noisy.deviations(of: blamed).map(\.mark) == [.unjudged])
    let survivor = try trial("d", red: ["ABC-02": .fail], run(["ABC-01": .pass, "ABC-02": .pass]))
    #expect(proof(survivor, reference: reference).verdict == .refuted)
    #expect(noisy.verdict == .open)
    #expect(noisy.matrix(color: false).contains("\nOpen: 1 of 3 mutants"))
    // A proof in which all mutants are killed by other controls is open, too: one control is not known to be green.
    #expect(proof(killed, reference: reference).verdict == .open)
    reference.findings[0].status = .fail
    #expect(!reference.isComparable)
    reference.findings[0].status = .pass
    reference.doubts = ["left behind: x"]
    #expect(!reference.isComparable)
  }

  @Test func `nothing is refuted beside a reference system that is red`() throws {
    let survivor = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": .pass, "ABC-02": .fail]))
    #expect(proof(survivor, reference: run(["ABC-01": .fail, "ABC-02": .fail])).verdict == .open)
  }

  @Test func `mutants that were not run any more leave it open`() throws {
    var proof = proof(try trial("a", red: ["ABC-01": .fail], run(["ABC-01": .fail])))
    proof.notRun = ["b", "c"]
    #expect(proof.verdict == .open)
    #expect(proof.explanations == ["not run: b, c"])
    #expect(Proof().verdict == .open)
  }

  @Test func `a control without a mutant refutes`() throws {
    var proof = proof(try trial("a", red: ["ABC-01": .fail], run(["ABC-01": .fail])))
    proof.unkilled = ["ABC-02", "XYZ-01"]
    #expect(proof.verdict == .refuted)
    #expect(proof.explanations == ["no mutant kills: ABC-02, XYZ-01"])
  }

  // MARK: Forms

  @Test func `the matrix has a row for each mutant and a column for each control that occurs`() throws {
    let killed = try trial("short", red: ["ABC-01": .fail], run(["ABC-01": .fail, "ABC-02": .pass]))
    let bad = try trial(
      "much-longer", red: ["XYZ-10": .fail, "XYZ-01": .fail],
      run(["ABC-02": .error, "XYZ-01": .pass, "XYZ-10": .notChecked]))
    let lines = proof(killed, bad).matrix(color: false).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.prefix(6) == [
        "            ABC XYZ",
        "                 1",
        "            12  10",
        "short       ✗✓  ··",
        "much-longer ·?  !~",
        "",
      ])
    #expect(lines.contains("much-longer: XYZ-01 expected fail, got pass"))
    #expect(lines.contains("Refuted: 1 of 2 mutants killed by their controls, and by no other"))
  }

  @Test func `groups that do not fit into a terminal come in a block of their own`() throws {
    let groups = ["AAA", "BBB", "CCC", "DDD"]
    let ids = groups.flatMap { group in (1...25).map { String(format: "%@-%02d", group, $0) } }
    let run = ProofRun(findings: ids.map { ControlFinding(control: $0, status: $0 == "AAA-01" ? .fail : .pass) })
    let trial = try trial("a-mutant-with-a-name", red: ["AAA-01": .fail], run)
    let lines = proof(trial, reference: run).matrix(color: false).split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("a-mutant") && !$0.contains(":") }.count == 2)
    for line in lines.prefix(8) { #expect(line.count <= 80, "\(line)") }
  }

  @Test func `a proof for programs says of each mutant whether it was killed`() throws {
    let trial = try trial("m", red: ["ABC-01": .fail], run(["ABC-01": .pass]))
    let json = try #require(JSONSerialization.jsonObject(with: try proof(trial).json()) as? [String: Any])
    #expect(json["verdict"] as? String == "refuted")
    let mutants = try #require(json["mutants"] as? [[String: Any]])
    #expect(mutants.map { $0["killed"] as? Bool } == [false])
    #expect(mutants.map { ($0["deviations"] as? [Any])?.count } == [1])
  }
}
