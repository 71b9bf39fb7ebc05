/// The pace of a server that tires: so many commands a second, of all connections together.
package struct Pace {
  /// Commands a second, while it is rested and once it is tired.
  private let rested, tired: Double
  /// How long it takes from the one to the other.
  private let tiring: Duration
  /// When the next command has its turn.
  private var free: ContinuousClock.Instant?
  private var stream = Stream()

  package init(from rested: Int, to tired: Int, over tiring: Duration) {
    self.rested = Double(rested)
    self.tired = Double(tired)
    self.tiring = tiring
  }

  /// What the server was kept from using in so short a time it makes up for: so the rate is kept although whoever
  /// waits for a turn wakes up late.
  private static let credit = Duration.milliseconds(50)

  /// When a command that came now has its turn: at once, or later.
  package mutating func turn(at now: ContinuousClock.Instant) -> ContinuousClock.Instant {
    let rate = rate(after: stream.age(withCommandAt: now))
    let turn = max(free ?? now, now - Self.credit)
    free = turn + .seconds(1) / rate
    return max(turn, now)
  }

  private func rate(after age: Duration) -> Double {
    rested + (tired - rested) * min(age / tiring, 1)
  }
}

/// Tells a busy stream of commands from single ones, such as PING and INFO: the server tires of the first alone.
private struct Stream {
  private static let window = Duration.milliseconds(500)
  private static let busy = 50

  private var windowBegan: ContinuousClock.Instant?
  /// Commands in this window.
  private var count = 0
  private var began: ContinuousClock.Instant?

  /// How long the stream has been busy: no time where it is not. A window with few commands, or none, is a rest.
  mutating func age(withCommandAt now: ContinuousClock.Instant) -> Duration {
    let passed = windowBegan.map { now - $0 } ?? Self.window
    if passed >= Self.window {
      if count < Self.busy || passed >= Self.window * 2 { began = nil }
      windowBegan = now
      count = 0
    }
    count += 1
    if count == Self.busy, began == nil { began = now }
    return began.map { now - $0 } ?? .zero
  }
}
