import Statistics
import Workload

/// One line of the table: what was measured of ours, and of the peer beside it.
package struct Figure: Sendable, Equatable {
  package enum Unit: String, Codable, Sendable {
    case perSecond = "1/s"
    case seconds = "s"
    case microseconds = "µs"
    case cpuPerMillion = "CPU s per million"
    case nanoseconds = "ns"
    case megabytes = "MB"
    case share
    case ratio
  }

  /// What the median is to be.
  package struct Wanted: Sendable, Equatable {
    enum Subject { case ours, ratio }
    enum Bound: String {
      case atLeast = "≥"
      case atMost = "≤"
    }

    let subject: Subject
    let bound: Bound
    let limit: Double

    package static func ours(atLeast limit: Double) -> Wanted { .init(subject: .ours, bound: .atLeast, limit: limit) }
    package static func ours(atMost limit: Double) -> Wanted { .init(subject: .ours, bound: .atMost, limit: limit) }
    package static func ratio(atLeast limit: Double) -> Wanted { .init(subject: .ratio, bound: .atLeast, limit: limit) }
    package static func ratio(atMost limit: Double) -> Wanted { .init(subject: .ratio, bound: .atMost, limit: limit) }
  }

  package var name: String
  package var unit: Unit
  package var wanted: Wanted?
  /// A value for each pair, or each round where there are no pairs.
  package var ours: [Double] = []
  /// As many; empty if there is no peer.
  package var theirs: [Double] = []

  package init(_ name: String, _ unit: Unit, wanted: Wanted? = nil) {
    self.name = name
    self.unit = unit
    self.wanted = wanted
  }

  /// Ours over theirs, pair by pair.
  package var ratios: [Double] { zip(ours, theirs).map { $0 / $1 } }

  /// Whether the median is what is wanted; `nil` if nothing is.
  package var isAsWanted: Bool? {
    guard let wanted else { return nil }
    let median = (wanted.subject == .ours ? ours : ratios).median
    return wanted.bound == .atLeast ? median >= wanted.limit : median <= wanted.limit
  }
}
