import Host
import Testing

@Suite("Noise policy")
struct NoisePolicyTests {
  @Test func `a fifth of the limit is tolerated, and no more`() {
    #expect(NoisePolicy.tolerated(0.005) == 0.001)
    #expect(NoisePolicy.tolerates(0.2, limit: 1))
    #expect(!NoisePolicy.tolerates(0.2001, limit: 1))
    #expect(NoisePolicy.tolerates(0, limit: 0))
  }

  @Test func `noise that was not measured is not tolerated`() {
    #expect(!NoisePolicy.tolerates(.nan, limit: 1))
    #expect(!NoisePolicy.tolerates(0.1, limit: .nan))
  }

  @Test func `what is tolerated is the resolution on a quiet host, three times the delay on another`() {
    #expect(NoisePolicy.resolution(limit: 0.005, jitter: 0.0001) == 0.001)
    #expect(NoisePolicy.resolution(limit: 0.005, jitter: 0.002) == 0.006)
  }

  @Test func `a late hundredth of responses takes a late three-hundredth of the host's time`() {
    #expect(abs(NoisePolicy.explainingShare(of: 0.99) - 0.99667) < 0.00001)
    #expect(NoisePolicy.explainingShare(of: 1) == 1)
  }
}
