import Scenarios
import Statistics
import Testing
import Workload

@Suite("Responses during rewrites")
struct ResponsesDueInSpansTests {
  /// A run with one request a second, each answered after a millisecond, but for those given.
  private func history(_ late: [Int: UInt32] = [:]) -> TrafficHistory {
    var history = TrafficHistory()
    history.timings = (0..<10).map { .init(due: UInt32($0) * 1_000_000, response: late[$0] ?? 1000) }
    return history
  }

  @Test func `only what was due during a rewrite counts`() {
    // Late before, between and after the rewrites.
    let responses = history([0: 900_000, 5: 900_000, 9: 900_000]).responses(dueIn: [0.5...4, 6...8.5])
    #expect(responses.count == 4 + 3)
    #expect(responses.maximum < 0.0011)
  }

  @Test func `a late answer to a request of a rewrite is found, also one due at its first or last moment`() {
    for late in [1, 3, 6, 8] {
      let responses = history([late: 900_000]).responses(dueIn: [1...3, 6...8])
      #expect(responses.count == 6)
      #expect(responses.maximum > 0.89)
    }
  }

  @Test func `a request that was due in two spans counts once`() {
    #expect(history().responses(dueIn: [0...9, 2...3]).count == 10)
  }

  @Test func `without a rewrite, or where no time was kept, there is nothing to judge`() {
    #expect(history().responses(dueIn: []).count == 0)
    #expect(TrafficHistory().responses(dueIn: [0...10]).count == 0)
    #expect(TrafficHistory().responses(dueIn: [0...10]).maximum.isNaN)
  }
}
