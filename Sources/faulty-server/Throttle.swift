/// Limits the rate of commands, of all connections together. The limit falls while the clients are busy.
package struct Throttle {
  /// Commands a second, at first and at last.
  private let first, last: Double
  /// How long the clients must be busy until the limit has fallen to the last.
  private let decline: Duration
  /// When the next command has its turn.
  private var nextTurn: ContinuousClock.Instant?
  private var load = Load()

  package init(from first: Int, to last: Int, over decline: Duration) {
    self.first = Double(first)
    self.last = Double(last)
    self.decline = decline
  }

  /// Turns that were missed for so long are made up for. So the rate is kept although whoever waits for a turn wakes
  /// up late.
  private static let credit = Duration.milliseconds(50)

  /// When a command that comes now has its turn: at once, or later.
  package mutating func turn(at now: ContinuousClock.Instant) -> ContinuousClock.Instant {
    let rate = rate(after: load.busyTime(withCommandAt: now))
    let turn = max(nextTurn ?? now, now - Self.credit)
    nextTurn = turn + .seconds(1) / rate
    return max(turn, now)
  }

  private func rate(after busyTime: Duration) -> Double {
    first + (last - first) * min(busyTime / decline, 1)
  }
}

/// Distinguishes busy clients from single commands such as PING and INFO, which leave the limit as it is.
private struct Load {
  private static let window = Duration.milliseconds(500)
  /// So many commands in a window make it a busy one.
  private static let busy = 50

  private var windowBegan: ContinuousClock.Instant?
  /// Commands in this window.
  private var count = 0
  private var busySince: ContinuousClock.Instant?

  /// How long the clients have been busy without a break. A window with fewer commands is a break.
  mutating func busyTime(withCommandAt now: ContinuousClock.Instant) -> Duration {
    let passed = windowBegan.map { now - $0 } ?? Self.window
    if passed >= Self.window {
      if count < Self.busy || passed >= Self.window * 2 { busySince = nil }
      windowBegan = now
      count = 0
    }
    count += 1
    if count == Self.busy, busySince == nil { busySince = now }
    return busySince.map { now - $0 } ?? .zero
  }
}
