package import RedisFixture
import Statistics
import Workload

/// The search for the highest rate at which the server still answers in time.
package struct RateSearch: Sendable, Equatable {
  package struct Trial: Sendable, Equatable {
    /// Requests offered per second.
    package var rate: Double
    /// Of the response time, in seconds; NaN if nothing was answered.
    package var p99: Double
    /// Whether the server kept up and answered in time.
    package var isHeld: Bool

    package init(rate: Double, p99: Double, isHeld: Bool) {
      self.rate = rate
      self.p99 = p99
      self.isHeld = isHeld
    }
  }

  private static let connections = 50
  private static let registers = 10_000
  private static let trialSeconds = 1.0
  /// Beyond this no rate is offered, in requests per second.
  private static let most = 1e6
  private static let halvings = 4
  /// The share of the requests that a server answers that keeps up.
  private static let keptUp = 0.999

  /// In the order in which they were tried.
  package var trials: [Trial]
  /// The highest rate that was held, in requests per second; 0 if none was.
  package var highest: Double

  /// The P99 at the highest rate, in seconds; of the first trial where none was held.
  package var p99: Double { (trials.first { $0.rate == highest } ?? trials[0]).p99 }

  package init(trials: [Trial], highest: Double) {
    self.trials = trials
    self.highest = highest
  }

  /// Offers writes and reads in turn at one rate after the other.
  ///
  /// - Parameter limit: what the P99 of the response time must stay below, in seconds.
  /// - Throws: what keeps clients from connecting; what the server refuses.
  package static func run(
    _ eventLoad: EventLoad, on server: any RedisTarget, limit: Double, phases: Phases
  ) throws -> RateSearch {
    let model = try eventLoad.trafficModel(
      on: server, registers: registers, holding: eventLoad.layout == .keys ? registers : 0)
    let pattern = eventLoad.layout == .keys ? model.operations.writesAndReads : model.operations
    var trials: [Trial] = []
    let highest = try highestRate(from: eventLoad.throughput, upTo: most, halvings: halvings) { rate in
      let schedule = Schedule(
        rate: rate, seconds: trialSeconds, arrivals: .poisson(seed: eventLoad.seed &+ UInt64(trials.count)))
      let source = model.source(pattern, seed: eventLoad.seed, endless: true)
      let history = try TimedTraffic.run(
        [ClientGroup(connections: connections, pace: .due(schedule), source: source)], of: model, against: server,
        phase: "\(Int(rate))/s", phases: phases
      ).history
      let p99 = history.response.percentile(0.99)
      trials.append(
        Trial(rate: rate, p99: p99, isHeld: history.achieved >= keptUp && p99 < limit && history.wrongCount == 0))
      return trials[trials.count - 1].isHeld
    }
    return RateSearch(trials: trials, highest: highest)
  }

  /// Doubles the rate until it does not hold, and then halves the gap.
  ///
  /// - Parameters:
  ///   - first: the first rate that is tried.
  ///   - most: no rate from this on is tried.
  ///   - halvings: how often the gap is halved.
  ///   - holds: whether a rate holds.
  /// - Returns: the highest rate that held; 0 if the first does not.
  package static func highestRate(
    from first: Double, upTo most: Double, halvings: Int, holds: (Double) throws -> Bool
  ) rethrows -> Double {
    var (low, high) = (0.0, first)
    while high < most, try holds(high) { (low, high) = (high, 2 * high) }
    guard low > 0 else { return 0 }
    for _ in 0..<halvings {
      let middle = (low + high) / 2
      if try holds(middle) { low = middle } else { high = middle }
    }
    return low
  }
}
