import MET001
import Testing

@Suite("Verdict")
struct VerdictTests {
  @Test(arguments: [
    (Status.pass, Verdict.conformant), (.fail, .nonconformant), (.error, .indeterminate),
    (.notChecked, .indeterminate), (.notApplicable, .conformant), (.waived, .conformant), (.info, .indeterminate),
  ])
  func `one must-control beside a passing one weighs this`(status: Status, verdict: Verdict) {
    #expect(Verdict(weighing: [(.must, .pass), (.must, status)]) == verdict)
    #expect(Verdict(weighing: [(.must, status), (.must, .pass)]) == verdict)
  }

  @Test(arguments: [Level.should, .may, .info], Status.allCases)
  func `of what is not binding only an error leaves the verdict open`(level: Level, status: Status) {
    let verdict = Verdict(weighing: [(.must, .pass), (level, status)])
    #expect(verdict == (status == .error ? .indeterminate : .conformant))
  }

  @Test(arguments: Level.allCases, Status.allCases)
  func `a failed must-control outweighs all others`(level: Level, status: Status) {
    #expect(Verdict(weighing: [(level, status), (.must, .fail)]) == .nonconformant)
  }

  @Test func `a selection without a must-control proves nothing`() {
    #expect(Verdict(weighing: []) == .indeterminate)
    #expect(Verdict(weighing: [(.should, .pass), (.info, .info)]) == .indeterminate)
    #expect(Verdict(weighing: [(.should, .fail)]) == .indeterminate)
    #expect(Verdict(weighing: [(.must, .notApplicable)]) == .indeterminate)
  }

  @Test func `each verdict has its exit status`() {
    #expect(Verdict.conformant.exitStatus == 0)
    #expect(Verdict.nonconformant.exitStatus == 1)
    #expect(Verdict.indeterminate.exitStatus == 2)
  }
}
