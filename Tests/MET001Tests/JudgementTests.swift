import MET001
import Testing

@Suite("Judgement")
struct JudgementTests {
  /// Everything in order, for each of the made-up controls.
  private static let sound: [String: [Observation]] = [
    "ABC-01": [
      Observation(measure: "fill", value: 0.5), Observation(measure: "fill-recommended", value: 0.5),
      Observation(measure: "items", value: 150), Observation(measure: "mode", value: "on"),
    ],
    "ABC-02": [Observation(measure: "rate", value: 20)],
    "ABC-03": [Observation(measure: "clay", value: 4096), Observation(measure: "cracks", value: 1)],
  ]

  private static let noStrace = Inconclusive(.missingCapability, "no strace")

  private func judge(
    _ id: String = "ABC-01", outcome: TestOutcome? = TestOutcome(end: .ended), profile: Profile = .full,
    _ change: (inout ControlEvidence) -> Void = { _ in }
  ) throws -> Judgement {
    let specification = try MadeUpSpecification.read()
    var evidence = ControlEvidence(control: id)
    evidence.observations = Self.sound[id] ?? []
    change(&evidence)
    let control = try #require(specification.control(id))
    return specification.judge(control, evidence: evidence, outcome: outcome, profile: profile)
  }

  // MARK: Pass and fail

  @Test func `everything recorded and within its limit passes`() throws {
    let judgement = try judge()
    #expect(judgement.status == .pass)
    #expect(judgement.reason == "")
    #expect(judgement.measures.map(\.outcome) == [.within, .within, .within, .within])
    #expect(judgement.measures.map(\.limit) == [0.9, 0.8, 150, "on"])
    #expect(judgement.measures.map(\.observed) == [0.5, 0.5, 150, "on"])
  }

  @Test func `a measure outside its limit fails, and the reason says by what`() throws {
    let judgement = try judge { $0.observations[0].value = 0.931 }
    #expect(judgement.status == .fail)
    #expect(judgement.reason == "fill is 93.1 %, must be ≤ 90 %")
    #expect(judgement.measures.map(\.outcome) == [.outside, .within, .within, .within])
  }

  @Test func `all measures that fail are in the reason`() throws {
    let judgement = try judge {
      $0.observations[2].value = 149
      $0.observations[3].value = "off"
    }
    #expect(judgement.status == .fail)
    #expect(judgement.reason == "items is 149 events, must be 150 events; mode is off, must be on")
  }

  @Test func `what the system must never do fails, whatever else happened`() throws {
    let refused = "SET was refused: NOREPLICAS Not enough good replicas to write."
    let outcome = TestOutcome(end: .ended, failures: ["\(refused)"])
    let judgement = try judge(outcome: outcome) {
      $0.observations = []
      $0.violations = [refused]
    }
    #expect(judgement.status == .fail)
    #expect(judgement.reason == refused)
    #expect(judgement.inconclusive == nil)
  }

  @Test func `a measure that fails is told before what the system did`() throws {
    let judgement = try judge {
      $0.observations[0].value = 0.931
      $0.violations = ["it hung up"]
    }
    #expect(judgement.reason == "fill is 93.1 %, must be ≤ 90 %; it hung up")
  }

  @Test func `what was seen of another control's requirement is no failure of this one`() throws {
    let drift = Contribution(to: "ABC-02", Observation(measure: "rate", value: 0), notes: ["It drifted."])
    let told = TestOutcome(end: .ended, failures: ["ABC-02: It drifted."])
    #expect(try judge(outcome: told) { $0.contributions = [drift] }.status == .pass)
    // One failure more is of something else.
    let more = TestOutcome(end: .ended, failures: ["ABC-02: It drifted.", "x == y"])
    #expect(try judge(outcome: more) { $0.contributions = [drift] }.inconclusive?.cause == .testFailure)
  }

  @Test func `a requirement that says nothing of the system is not applicable`() throws {
    let judgement = try judge(outcome: TestOutcome(end: .cancelled("no such setting"))) {
      $0.observations = []
      $0.inconclusive = [Inconclusive(.notApplicable, "no such setting")]
    }
    #expect(judgement.status == .notApplicable)
    #expect(judgement.reason == "no such setting")
  }

  @Test func `what is not applicable excuses nothing else`() throws {
    let judgement = try judge {
      $0.observations = []
      $0.inconclusive = [
        Inconclusive(.notApplicable, "no such setting"), Inconclusive(.missingCapability, "no strace"),
      ]
    }
    #expect(judgement.status == .notChecked)
  }

  @Test func `the limit is that of the profile`() throws {
    #expect(try judge(profile: .quick).status == .fail)
    #expect(try judge(profile: .quick) { $0.observations[2].value = 2 }.status == .pass)
  }

  @Test(arguments: [
    TestOutcome(end: .ended, failures: ["a failure"]), TestOutcome(end: .crashed), TestOutcome(end: .notStarted),
    TestOutcome(end: .skipped("no tool")), TestOutcome(end: .cancelled("no tool")), nil,
  ])
  func `a failed measure is a failure, however the test ended`(outcome: TestOutcome?) throws {
    let judgement = try judge(outcome: outcome) {
      $0.observations = [Observation(measure: "fill", value: 1)]
      $0.inconclusive = [Inconclusive(.missingCapability, "no tool"), Inconclusive(.hostNoise, "2 ms")]
      $0.reached = [Reached(claim: "it leaked", happened: false)]
    }
    #expect(judgement.status == .fail)
    #expect(judgement.reason == "fill is 100 %, must be ≤ 90 %")
  }

  @Test func `a control that only should hold fails as well`() throws {
    let judgement = try judge("ABC-02") { $0.observations[0].value = 9 }
    #expect(judgement.status == .fail)
    #expect(judgement.reason == "rate is 9 events/s, must be ≥ 10 events/s")
  }

  // MARK: Recommendations and facts

  @Test func `a measure outside what is recommended passes with a reason`() throws {
    let judgement = try judge { $0.observations[1].value = 0.85 }
    #expect(judgement.status == .pass)
    #expect(judgement.reason == "fill-recommended is 85 %, should be ≤ 80 %")
    #expect(judgement.measures[1].outcome == .outsideRecommended)
  }

  @Test func `a fact is stated, not judged`() throws {
    let judgement = try judge("ABC-03")
    #expect(judgement.status == .info)
    #expect(judgement.reason == "")
    #expect(judgement.measures.map(\.outcome) == [.recorded, .within])
  }

  @Test func `a fact outside its limit is stated with a reason`() throws {
    let judgement = try judge("ABC-03") { $0.observations[1].value = 6 }
    #expect(judgement.status == .info)
    #expect(judgement.reason == "cracks is 6, should be ≤ 5")
  }

  @Test func `a fact that was not recorded is an error`() throws {
    let judgement = try judge("ABC-03") { $0.observations.removeFirst() }
    #expect(judgement.status == .error)
    #expect(judgement.reason == "not recorded: clay")
  }

  // MARK: Doubts

  @Test func `measures that were not recorded are an error that names them`() throws {
    let judgement = try judge { $0.observations.removeFirst(2) }
    #expect(judgement.status == .error)
    #expect(judgement.reason == "not recorded: fill, fill-recommended")
    #expect(judgement.inconclusive?.cause == .missingMeasure)
    #expect(judgement.measures[0].outcome == .missing)
    #expect(judgement.measures[0].observed == nil)
    #expect(judgement.measures[0].sentence == "fill was not recorded")
  }

  @Test func `a measure that the specification does not have is an error`() throws {
    let judgement = try judge { $0.observations.append(Observation(measure: "weight", value: 1)) }
    #expect(judgement.status == .error)
    #expect(judgement.reason == "'weight' was recorded, but the specification has no such measure")
    #expect(judgement.inconclusive?.cause == .undeclaredMeasure)
  }

  @Test func `a state that was never reached proves nothing`() throws {
    let judgement = try judge {
      $0.reached = [Reached(claim: "it was full", happened: true), Reached(claim: "it leaked", happened: false)]
    }
    #expect(judgement.status == .error)
    #expect(judgement.reason == "proves nothing: never reached that it leaked")
    #expect(judgement.inconclusive?.cause == .notReached)
    #expect(try judge { $0.reached = [Reached(claim: "it was full", happened: true)] }.status == .pass)
  }

  @Test func `a failure of the test is an error, in the words of the first`() throws {
    let judgement = try judge(outcome: TestOutcome(end: .ended, failures: ["connection lost", "and more"])) {
      $0.observations = []
    }
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive == Inconclusive(.testFailure, "connection lost"))
    #expect(judgement.reason == "connection lost")
  }

  @Test func `evidence without a test is an error`() throws {
    let judgement = try judge(outcome: nil)
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive == Inconclusive(.noTest, "no test verifies this control"))
    #expect(judgement.reason == "no test verifies this control")
  }

  @Test func `a test without evidence is an error`() throws {
    let specification = try MadeUpSpecification.read()
    let control = specification.controls[0]
    let cases: [([String], Inconclusive.Cause, String)] = [
      ([], .noEvidence, "the test left no evidence"), (["lost"], .testFailure, "lost"),
    ]
    for (failures, cause, reason) in cases {
      let judgement = specification.judge(
        control, evidence: nil, outcome: TestOutcome(end: .ended, failures: failures), profile: .full)
      #expect(judgement.status == .error)
      #expect(judgement.inconclusive == Inconclusive(cause, reason))
      #expect(judgement.measures.allSatisfy { $0.outcome == .missing })
    }
  }

  @Test(arguments: [
    (TestOutcome(end: .crashed), "the tests ended in the middle of this control"),
    (TestOutcome(end: .crashed, failures: ["signal 11"]), "signal 11"),
    (TestOutcome(end: .notStarted), "not run: the tests ended before this control"),
    (TestOutcome(end: .notStarted, failures: ["no suite"]), "no suite"),
  ])
  func `a test that did not end is an error, even if all it recorded is within`(
    outcome: TestOutcome, reason: String
  ) throws {
    let judgement = try judge(outcome: outcome)
    #expect(judgement.status == .error)
    #expect(judgement.reason == reason)
    #expect(judgement.inconclusive?.cause == (outcome.end == .crashed ? .crash : .notRun))
  }

  // MARK: Not checked

  @Test(arguments: [TestOutcome.End.skipped("no root"), .cancelled("no root")])
  func `a test that was skipped or cancelled is not checked, with its reason`(end: TestOutcome.End) throws {
    let judgement = try judge(outcome: TestOutcome(end: end))
    #expect(judgement.status == .notChecked)
    #expect(judgement.reason == "no root")
    #expect(judgement.inconclusive?.cause == .skipped)
    let incapable = try judge(outcome: TestOutcome(end: end)) { $0.inconclusive = [Self.noStrace] }
    #expect(incapable.inconclusive == Self.noStrace)
    #expect(incapable.status == .notChecked)
    #expect(incapable.reason == "no strace")
  }

  @Test(arguments: [TestOutcome.End.skipped("no root"), .cancelled("no root")])
  func `a failure before that is an error`(end: TestOutcome.End) throws {
    let judgement = try judge(outcome: TestOutcome(end: end, failures: ["it broke"])) {
      $0.inconclusive = [Self.noStrace]
    }
    #expect(judgement.status == .error)
    #expect(judgement.inconclusive == Inconclusive(.testFailure, "it broke"))
    #expect(judgement.reason == "it broke")
  }

  @Test func `what the evidence calls not checked is no pass`() throws {
    let judgement = try judge { $0.inconclusive = [Self.noStrace] }
    #expect(judgement.status == .notChecked)
    #expect(judgement.reason == "no strace")
  }

  // MARK: Several observations

  @Test func `of several observations the worst decides, wherever it stands`() throws {
    for values in [[0.1, 0.99, 0.2], [0.99, 0.1], [0.1, 0.99], [0.95, 0.99]] as [[Double]] {
      let judgement = try judge { evidence in
        evidence.observations.removeFirst()
        evidence.observations += values.map { Observation(measure: "fill", of: "vessel \($0)", value: .number($0)) }
      }
      #expect(judgement.status == .fail)
      #expect(judgement.reason == "fill of vessel 0.99 is 99 %, must be ≤ 90 %")
      #expect(judgement.measures[0].observations.map(\.value) == values.map { .number($0) })
    }
  }

  @Test func `within the limit the one with the least margin is shown`() throws {
    let lowest = try judge("ABC-02") { evidence in
      evidence.observations = [30, 12, 20].map { Observation(measure: "rate", value: .number($0)) }
    }
    #expect(lowest.status == .pass)
    #expect(lowest.measures[0].observed == 12)
    let highest = try judge { evidence in
      evidence.observations += [0.7, 0.6].map { Observation(measure: "fill", of: "b", value: .number($0)) }
    }
    #expect(highest.measures[0].observed == 0.7)
    #expect(highest.measures[0].of == "b")
  }

  @Test func `one text among many that is not the limit fails`() throws {
    let judgement = try judge { $0.observations.append(Observation(measure: "mode", of: "b", value: "off")) }
    #expect(judgement.status == .fail)
    #expect(judgement.reason == "mode of b is off, must be on")
  }

  @Test func `a gap that rounding would hide is in the reason`() throws {
    let judgement = try judge { $0.observations[0].value = 0.900001 }
    #expect(judgement.reason == "fill is 90 % (exactly 0.900001), must be ≤ 90 %")
  }

  @Test func `what is no number is not within`() throws {
    #expect(try judge { $0.observations[0].value = .number(.nan) }.status == .fail)
    #expect(try judge("ABC-02") { $0.observations[0].value = .number(.infinity) }.status == .fail)
  }
}
