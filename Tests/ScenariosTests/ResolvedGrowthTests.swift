import Scenarios
import Testing

@Suite("Growth of response times")
struct ResolvedGrowthTests {
  private func ratio(_ earlier: Double, _ later: Double, jitter: Double = 0) -> Double {
    ResolvedGrowth(from: earlier, to: later, limit: 0.005, jitter: jitter).ratio
  }

  @Test func `times below the resolution are the same`() {
    #expect(ratio(0.0001, 0.0009) == 1)
    #expect(ratio(0.0009, 0.0001) == 1)
  }

  @Test func `growth beyond the resolution is found, however short the earlier time was`() {
    #expect(abs(ratio(0.0001, 0.003) - 3) < 1e-9)
    #expect(abs(ratio(0.002, 0.003) - 1.5) < 1e-9)
  }

  @Test func `a server that became faster has not grown slower`() {
    #expect(ratio(0.004, 0.002) == 0.5)
  }

  @Test func `on a noisy host only larger differences are resolved`() {
    #expect(ratio(0.0001, 0.003, jitter: 0.001) == 1)
    #expect(ratio(0.0001, 0.006, jitter: 0.001) == 2)
  }

  @Test func `a limit that another specification sets moves the resolution`() {
    let growth = ResolvedGrowth(from: 0.001, to: 0.1, limit: 0.5, jitter: 0)
    #expect(growth.resolution == 0.1)
    #expect(growth.ratio == 1)
  }
}
