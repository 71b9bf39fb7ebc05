/// Whether a series of values, one a second, falls over a run: the judgement of "no degradation".
///
/// It is of the whole run, by the line of Theil and Sen, which a few odd windows cannot bend: neither a stall of some
/// seconds nor a slow start is a decline. What it cannot see, the rate achieved must tell: a server that is evenly too
/// slow, one that stands still now and then, and one that breaks down within the last sixth of the run.
///
/// The windows are taken to be independent of each other: work that comes and goes with a period near the length of the
/// run looks like a trend. A limit of 0.1 needs about 10 windows where the variation is 2 %, and 60 where it is 5 %.
package struct Decline: Sendable, Equatable {
  /// How far the line falls over the whole run, as a share of the median; negative where it rises. Not a number where
  /// that makes no sense: for fewer than two values, one that is not finite, or a median that is not above 0.
  package let share: Double
  /// What the share may be as well: it holds the true one in 95 % of all cases.
  package let interval: ClosedRange<Double>
  /// How likely it is that values without a trend rise or fall so consistently: Mann and Kendall, two-sided.
  package let pValue: Double
  /// The coefficient of variation: how much the values scatter.
  package let variation: Double
  /// How far the median of the last third lies below that of the first, as a share of the median of all. Where it is
  /// much more than two thirds of the line's, the values follow no line.
  package let step: Double
  /// The fitted line's values at the first and the last window.
  package var trend: (from: Double, to: Double) { (from, to) }

  private let count: Int
  private let from: Double
  private let to: Double

  package enum Finding: Sendable, Equatable {
    case none
    case declines
    /// The values cannot tell: they scatter too much, or are too few.
    case cannotResolve
  }

  /// - Parameter series: what was reached in each window, in the order of time; all windows of the same length.
  package init(of series: [Double]) {
    let median = series.median
    count = series.count
    variation = series.coefficientOfVariation
    guard series.count > 1, series.allSatisfy(\.isFinite), median > 0 else {
      share = .nan
      interval = -.infinity ... .infinity
      pValue = .nan
      step = .nan
      (from, to) = (.nan, .nan)
      return
    }
    let line = theilSen(series)
    let length = Double(series.count)
    share = -line.slope * length / median
    interval = -line.interval.upperBound * length / median ... -line.interval.lowerBound * length / median
    pValue = mannKendall(series).pValue
    let third = (series.count + 2) / 3
    step = (series.prefix(third).median - series.suffix(third).median) / median
    (from, to) = (line.intercept, line.intercept + line.slope * (length - 1))
  }

  /// Whether the line rises by more than a quarter of the median, and chance explains that in fewer than one of a thousand
  /// runs: of a time a finding, however short the time is.
  package var risesForCertain: Bool { -share > 0.25 && pValue < 0.001 }

  /// It declines where the line falls by more than the limit and chance cannot explain that: p < 0.05.
  ///
  /// It cannot be resolved where the line falls by more but chance could explain it; where it does not, but might within
  /// its interval; where the last third lies lower than the first by more, as after a step that is too late for the
  /// line; and where there are fewer than 8 values, or no share.
  ///
  /// - Parameter limit: the share of the median that it may decline by, such as 0.1.
  package func finding(limit: Double) -> Finding {
    guard count >= 8, share.isFinite else { return .cannotResolve }
    if share > limit { return pValue < 0.05 ? .declines : .cannotResolve }
    return interval.upperBound > limit || step > limit ? .cannotResolve : .none
  }
}
