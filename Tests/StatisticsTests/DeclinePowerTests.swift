import Firehose
import Foundation
import Statistics
import Testing

/// How often each finding comes, for windows of a rate that falls evenly and scatters as a normal distribution does.
@Suite("Decline, by chance")
struct DeclinePowerTests {
  private struct Findings {
    var none = 0.0
    var declines = 0.0
    var cannotResolve = 0.0
  }

  /// - Parameter decline: what the rate falls by from the beginning of the run to its end, as a share of the first.
  private func findings(
    windows: Int, variation: Double, decline: Double, limit: Double = 0.1, seed: UInt64 = 21
  ) -> Findings {
    var random = SplitMix64(state: seed)
    func normal() -> Double {
      let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &random))).squareRoot()
      return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &random))
    }
    var findings = Findings()
    let trials = 400
    let share = 1 / Double(trials)
    for _ in 0..<trials {
      let series = (0..<windows).map { window -> Double in
        let rate = 1000 * (1 - decline * (Double(window) + 0.5) / Double(windows))
        return rate * (1 + variation * normal())
      }
      switch Decline(of: series).finding(limit: limit) {
      case .none: findings.none += share
      case .declines: findings.declines += share
      case .cannotResolve: findings.cannotResolve += share
      }
    }
    return findings
  }

  @Test(arguments: [(10, 0.01, 0.98), (10, 0.02, 0.85), (60, 0.01, 0.98), (60, 0.02, 0.98), (60, 0.05, 0.95)])
  func `what is steady passes where it scatters little`(windows: Int, variation: Double, atLeast: Double) {
    let findings = findings(windows: windows, variation: variation, decline: 0)
    #expect(findings.none >= atLeast)
    #expect(findings.declines <= 0.01)
  }

  @Test func `where it scatters too much for a short run it says so, and is hardly ever refused`() {
    let findings = findings(windows: 10, variation: 0.05, decline: 0)
    #expect(findings.cannotResolve >= 0.5)
    // Mann and Kendall's test takes one in forty for falling.
    #expect(findings.declines <= 0.04)
  }

  @Test(
    arguments: [
      (10, 0.01, 0.98), (10, 0.02, 0.98), (10, 0.05, 0.8), (60, 0.01, 0.98), (60, 0.02, 0.98), (60, 0.05, 0.98),
    ])
  func `a fifth slower is found, and never passed`(windows: Int, variation: Double, atLeast: Double) {
    let findings = findings(windows: windows, variation: variation, decline: 0.2)
    #expect(findings.declines >= atLeast)
    #expect(findings.none == 0)
  }

  @Test(arguments: [10, 60], [0.01, 0.02, 0.05])
  func `little more than the limit is hardly ever passed`(windows: Int, variation: Double) {
    #expect(findings(windows: windows, variation: variation, decline: 0.12).none <= 0.02)
  }

  @Test(
    arguments: [
      (10, 0.01, 0.01), (10, 0.02, 0.06), (10, 0.05, 0.15), (60, 0.01, 0), (60, 0.02, 0), (60, 0.05, 0.05),
    ])
  func `half of the limit is seldom refused`(windows: Int, variation: Double, atMost: Double) {
    #expect(findings(windows: windows, variation: variation, decline: 0.05).declines <= atMost)
  }

  /// By the normal distribution Theil and Sen's line should find 59 % of those at 5 %.
  @Test(arguments: [(0.01, 0.98...1), (0.02, 0.97...1), (0.05, 0.5...0.7)])
  func `a decline by a twentieth in a minute is significant`(variation: Double, share: ClosedRange<Double>) {
    #expect(share.contains(findings(windows: 60, variation: variation, decline: 0.05, limit: 0).declines))
  }
}
