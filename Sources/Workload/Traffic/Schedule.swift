import Firehose
import Foundation

/// When requests are due, whatever the server does.
package struct Schedule: Sendable {
  package enum Arrivals: Sendable, Equatable {
    /// One in every period.
    case evenly
    /// Independent of each other, as from many clients that know nothing of one another.
    case poisson(seed: UInt64)
  }

  /// Requests per second, on average.
  package var rate: Double
  /// How long requests become due, in seconds.
  package var seconds: Double
  package var arrivals: Arrivals

  /// - Parameters:
  ///   - rate: requests per second, above 0.
  ///   - seconds: how long.
  package init(rate: Double, seconds: Double, arrivals: Arrivals = .evenly) {
    self.rate = rate
    self.seconds = seconds
    self.arrivals = arrivals
  }

  /// The moments at which requests are due, in nanoseconds from the start, by rising time.
  package func makeIterator() -> Iterator { Iterator(self) }

  package struct Iterator: Sendable {
    private let rate: Double
    private let end: Int
    private var random: SplitMix64?
    private var count = 0
    private var last = 0.0
    /// The next moment; `Int.max` where nothing more becomes due.
    package private(set) var next = 0

    fileprivate init(_ schedule: Schedule) {
      rate = schedule.rate
      end = Int(schedule.seconds * 1e9)
      if case .poisson(let seed) = schedule.arrivals {
        random = SplitMix64(state: seed)
        last = drawGap()
        next = Int(last)
      }
      if next >= end { next = .max }
    }

    /// Goes on to the moment after the next.
    package mutating func advance() {
      count += 1
      if random != nil {
        last += drawGap()
      } else {
        // Not a sum or a multiple of periods: their rounding would drift, or make one too many become due.
        last = Double(count) * 1e9 / rate
      }
      next = last < Double(end) ? Int(last) : .max
    }

    /// The time between two arrivals of a Poisson process is exponentially distributed: −ln(1 − u) ÷ rate with u
    /// uniform in 0..<1 (Knuth, "The Art of Computer Programming", volume 2, 3.4.1 D).
    private mutating func drawGap() -> Double {
      let uniform = Double(random!.next() >> 11) * 0x1p-53
      return -log(1 - uniform) * 1e9 / rate
    }
  }
}
