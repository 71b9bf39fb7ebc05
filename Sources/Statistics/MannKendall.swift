import Foundation

/// Mann and Kendall's test for a trend: how likely values without one would rise or fall so consistently.
///
/// With the corrections for equal values and for continuity (Gilbert, "Statistical Methods for Environmental Pollution
/// Monitoring", 1987, section 16.4). It assumes that the values do not depend on each other. Time grows with n².
///
/// - Parameter series: finite values, in the order of time.
/// - Returns: S, the pairs that rise less those that fall; S in standard deviations, towards 0 by one pair; the
///   two-sided probability, 1 if nothing rises or falls.
package func mannKendall(_ series: [Double]) -> (s: Int, z: Double, pValue: Double) {
  var s = 0
  for (index, value) in series.enumerated() {
    for later in series[(index + 1)...] {
      if later > value { s += 1 } else if later < value { s -= 1 }
    }
  }
  guard s != 0 else { return (0, 0, 1) }
  let z = Double(s - s.signum()) / varianceOfS(series).squareRoot()
  return (s, z, erfc(abs(z) / 2.0.squareRoot()))
}

/// How much Mann and Kendall's S varies where there is no trend: n (n − 1) (2n + 5) / 18 for n values, less the same for
/// each group of n equal ones.
func varianceOfS(_ series: [Double]) -> Double {
  func term(_ count: Int) -> Int { count * (count - 1) * (2 * count + 5) }
  let groups = Dictionary(grouping: series) { $0 }.values.map(\.count)
  return Double(term(series.count) - groups.map(term).reduce(0, +)) / 18
}
