/// What a comparison of all events of a buffer with what was sent found.
package struct Verification: Sendable, Equatable {
  /// Events that were read and compared.
  package var compared = 0
  /// Events that were byte for byte what was sent.
  package var intact = 0
  /// Events that were expected and not there.
  package var missing = 0
  /// The indices of the first events that were missing or differed, at most ten.
  package var firstDefects: [Int] = []
  /// How long it took, in seconds.
  package var seconds = 0.0

  package init() {}

  /// Events that were there and differed.
  package var damaged: Int { compared - intact }

  /// The share of all expected events that was intact; of none it is none.
  package var intactShare: Double {
    let expected = compared + missing
    return expected == 0 ? 0 : Double(intact) / Double(expected)
  }

  mutating func note(event index: Int, isIntact: Bool) {
    compared += 1
    if isIntact {
      intact += 1
    } else {
      noteDefect(index)
    }
  }

  mutating func noteMissing(event index: Int) {
    missing += 1
    noteDefect(index)
  }

  private mutating func noteDefect(_ index: Int) {
    if firstDefects.count < 10 { firstDefects.append(index) }
  }
}
