import Testing
import faulty_server

@Suite("Throttle")
struct ThrottleTests {
  private let start = ContinuousClock.now

  /// How long so many commands take of which each is sent once the one before has had its turn, and wakes up so late.
  private func duration(
    of commands: Int, _ throttle: inout Throttle, late: Duration = .zero, from start: ContinuousClock.Instant
  ) -> Duration {
    var now = start
    for _ in 0..<commands {
      let turn = throttle.turn(at: now)
      if turn > now { now = turn + late }
    }
    return now - start
  }

  @Test(arguments: [Duration.zero, .microseconds(900), .milliseconds(5)])
  func `the rate is kept, however late the clients wake up`(late: Duration) {
    var throttle = Throttle(from: 1_000, to: 1_000, over: .seconds(1))
    let seconds = duration(of: 5_000, &throttle, late: late, from: start) / .seconds(1)
    #expect(abs(seconds - 5) < 0.02)
  }

  @Test func `commands of all clients count`() {
    var throttle = Throttle(from: 1_000, to: 1_000, over: .seconds(1))
    let turns = (0..<110).map { _ in throttle.turn(at: start) }
    #expect(turns.prefix(1).allSatisfy { $0 == start })
    #expect(zip(turns.dropFirst(), turns).allSatisfy { $0 - $1 == .milliseconds(1) })
  }

  @Test func `the limit falls while the clients are busy, down to the last`() {
    var throttle = Throttle(from: 2_000, to: 1_000, over: .seconds(10))
    let falling = duration(of: 15_000, &throttle, from: start) / .seconds(1)
    #expect(abs(falling - 10) < 0.1)
    let declined = duration(of: 1_000, &throttle, from: start + .seconds(10)) / .seconds(1)
    #expect(abs(declined - 1) < 0.05)
  }

  @Test func `single commands do not lower the limit, and a break restores it`() {
    var throttle = Throttle(from: 1_000, to: 500, over: .seconds(1))
    for second in 0..<60 { _ = throttle.turn(at: start + .seconds(second)) }
    _ = duration(of: 2_000, &throttle, from: start + .seconds(60))
    let rested = start + .seconds(90)
    #expect(throttle.turn(at: rested) == rested)
    let seconds = duration(of: 100, &throttle, from: rested) / .seconds(1)
    #expect(seconds < 0.11)
  }
}
