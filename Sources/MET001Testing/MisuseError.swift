/// A test uses what its suite does not give it: a defect of the test, not of the system under test.
package enum MisuseError: Error, Equatable, CustomStringConvertible {
  /// The test is no control's.
  case evidence
  /// The suite shares no scenario of that type.
  case shared(String)
  /// The test has no scenario of that type from the beginning of the run on.
  case long(String)

  package var description: String {
    switch self {
    case .evidence:
      "there is no evidence here: the test is in no .specification suite, or its evidence is used from a thread that "
        + "is none of its tasks"
    case .shared(let scenario): "this suite shares no \(scenario): add .sharing { try \(scenario)($0) } to it"
    case .long(let scenario):
      "no \(scenario) was begun: add .fromTheBeginning { try \(scenario)($0, phases: $1) } to this test"
    }
  }
}
