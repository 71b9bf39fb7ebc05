import Firehose
import MET001
import MET001Testing

/// A rate of events at which it is said how long a buffer holds them.
struct BufferedRate {
  /// The measure of CAP-07 for it.
  var measure: MeasureName
  var eventsPerSecond: Double
  /// Whose rate it is and how high, for EVC-04's sentence; `nil` if it is left out there.
  var words: String?

  /// The rates of the specification, and those of the firehose's profile.
  ///
  /// - Throws: `SpecificationError` if the specification lacks one.
  static func all(_ settings: RunSettings) throws -> [BufferedRate] {
    func words(_ rate: Double) -> String { grouped(rate, decimals: rate == rate.rounded() ? 0 : 2) }
    let specified = try settings.number(.eventRate)
    let surge = try settings.number(.surgeRate)
    let (mean, peak) = (FirehoseRate.mean2026, FirehoseRate.peak2026)
    return [
      BufferedRate(
        measure: .hoursAtSpecifiedRate, eventsPerSecond: specified,
        words: "\(settings.specification.id.uppercased())'s \(words(specified))"),
      BufferedRate(measure: .hoursAt343, eventsPerSecond: mean, words: "today's \(words(mean))"),
      BufferedRate(measure: .hoursAt490, eventsPerSecond: peak),
      BufferedRate(measure: .hoursAt2000, eventsPerSecond: surge, words: "\(words(surge)) (surge)"),
    ]
  }
}
