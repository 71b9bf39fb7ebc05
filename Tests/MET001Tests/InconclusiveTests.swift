import Foundation
import MET001
import Testing

@Suite("Inconclusive controls")
struct InconclusiveTests {
  private static let noise = Inconclusive(.hostNoise, "2 ms, at most 1 ms is tolerated")
  private static let unreached = Inconclusive(.notReached, "never full")
  private static let incapable = Inconclusive(.missingCapability, "no strace")

  /// The made-up control after its test was cancelled, with everything recorded but its last measure.
  private func judge(
    _ found: [Inconclusive], failures: [String], end: TestOutcome.End = .cancelled("host-noise"),
    _ change: (inout ControlEvidence) -> Void = { _ in }
  ) throws -> Judgement {
    let specification = try MadeUpSpecification.read()
    var evidence = ControlEvidence(control: "ABC-01")
    evidence.observations = [
      Observation(measure: "fill", value: 0.5), Observation(measure: "fill-recommended", value: 0.5),
      Observation(measure: "items", value: 150),
    ]
    evidence.inconclusive = found
    change(&evidence)
    return specification.judge(
      specification.controls[0], evidence: evidence, outcome: TestOutcome(end: end, failures: failures), profile: .full)
  }

  // MARK: Noise

  @Test func `noise is an error with its cause, and its own failure is none beside it`() throws {
    let judgement = try judge([Self.noise], failures: [Self.noise.sentence])
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive == Self.noise)
    #expect(judgement.reason == "host too noisy: 2 ms, at most 1 ms is tolerated")
  }

  @Test(arguments: [TestOutcome.End.ended, .cancelled("host-noise"), .skipped("no reason")])
  func `noise is an error however the test ended, and even if it kept its failure to itself`(
    end: TestOutcome.End
  ) throws {
    #expect(try judge([Self.noise], failures: [], end: end).inconclusive == Self.noise)
    let complete = try judge([Self.noise], failures: [Self.noise.sentence], end: end) {
      $0.observations.append(Observation(measure: "mode", value: "on"))
    }
    #expect(complete.inconclusive == Self.noise)
    #expect(complete.status == .error)
  }

  @Test(arguments: [["it broke", noise.sentence], [noise.sentence, "it broke"], [noise.sentence, noise.sentence]])
  func `noise excuses no other failure, whichever came first`(failures: [String]) throws {
    let judgement = try judge([Self.noise], failures: failures)
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive == Inconclusive(.testFailure, failures.joined(separator: "; ")))
  }

  @Test func `noise excuses no measure outside its limit`() throws {
    let judgement = try judge([Self.noise], failures: [Self.noise.sentence]) { $0.observations[0].value = 1 }
    #expect(judgement.status == .fail)
    #expect(judgement.inconclusive == nil)
    #expect(judgement.reason == "fill is 100 %, must be ≤ 90 %")
  }

  @Test func `noise excuses no state that was not reached, recorded or seen`() throws {
    let recorded = try judge([Self.noise, Self.unreached], failures: [Self.noise.sentence, Self.unreached.sentence])
    #expect(recorded.inconclusive == Self.unreached)
    let seen = try judge([Self.noise], failures: [Self.noise.sentence]) {
      $0.reached = [Reached(claim: "it leaked", happened: false)]
    }
    #expect(seen.inconclusive?.cause == .notReached)
  }

  @Test func `noise excuses no crash, no missing test and no undeclared measure`() throws {
    #expect(try judge([Self.noise], failures: [Self.noise.sentence], end: .crashed).inconclusive?.cause == .crash)
    #expect(try judge([Self.noise], failures: [], end: .notStarted).inconclusive?.cause == .notRun)
    let undeclared = try judge([Self.noise], failures: [Self.noise.sentence]) {
      $0.observations.append(Observation(measure: "weight", value: 1))
    }
    #expect(undeclared.inconclusive?.cause == .undeclaredMeasure)
  }

  // MARK: Others

  @Test func `a missing capability leaves unchecked, and hides nothing`() throws {
    let alone = try judge([Self.incapable], failures: [], end: .cancelled("no strace"))
    #expect(alone.status == .notChecked)
    #expect(alone.inconclusive == Self.incapable)
    #expect(try judge([Self.incapable], failures: ["it broke"]).inconclusive == Inconclusive(.testFailure, "it broke"))
    #expect(try judge([Self.incapable, Self.noise], failures: [Self.noise.sentence]).inconclusive == Self.noise)
    #expect(
      try judge([Self.unreached, Self.incapable], failures: [Self.unreached.sentence]).inconclusive == Self.unreached)
  }

  @Test func `the worst says most against the control, and the first of equals decides`() {
    let measure = Inconclusive(.missingMeasure, "no speed")
    #expect([Inconclusive]().worst == nil)
    #expect([Self.incapable, Self.noise, Self.unreached, measure].worst == Self.unreached)
    #expect([measure, Self.unreached].worst == measure)
    #expect([Self.noise, Self.incapable].worst == Self.noise)
  }

  @Test(arguments: Inconclusive.Cause.allCases)
  func `whatever the cause, nothing was judged`(cause: Inconclusive.Cause) throws {
    let judgement = Judgement(Inconclusive(cause, "so it is"), measures: [])
    #expect([.error, .notChecked, .notApplicable].contains(judgement.status))
    #expect(judgement.status == cause.status)
    #expect(judgement.reason.hasSuffix("so it is"))
    let copy = try JSONDecoder().decode(
      Inconclusive.self, from: Data(#"{"cause": "\#(cause.rawValue)", "reason": "so it is"}"#.utf8))
    #expect(copy == judgement.inconclusive)
  }
}
