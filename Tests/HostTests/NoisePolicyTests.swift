import Host
import Testing

@Suite("Noise policy")
struct NoisePolicyTests {
  @Test func `beside a time just outside its limit a fifth of the limit is tolerated`() {
    #expect(NoisePolicy.tolerated(beside: 5.1, limit: 5) == 1)
  }

  @Test func `what three delays bring over the limit may be theirs`() {
    // Without three delays of 1.5 ms it would be 3.5 ms.
    #expect(NoisePolicy.tolerated(beside: 8, limit: 5) < 1.5)
    // Without three of 1.1 ms it would still be 6.7 ms.
    #expect(NoisePolicy.tolerated(beside: 10, limit: 5) > 1.1)
  }

  @Test(arguments: [18.0, 2.5])
  func `a short delay is not why the server stood still`(seconds: Double) {
    #expect(NoisePolicy.tolerated(beside: seconds, limit: 1) > 0.21)
  }

  @Test func `behind a long delay requests pile up`() {
    #expect(NoisePolicy.tolerated(beside: 0.045, limit: 0.005) < 0.01)
  }

  @Test(arguments: [Double.infinity, .nan])
  func `no delay is why nothing came`(time: Double) {
    #expect(NoisePolicy.tolerated(beside: time, limit: 1) == .infinity)
  }

  @Test func `what is tolerated is the resolution on a quiet host, three times the delay on another`() {
    #expect(NoisePolicy.resolution(limit: 0.005, jitter: 0.0001) == 0.001)
    #expect(NoisePolicy.resolution(limit: 0.005, jitter: 0.002) == 0.006)
  }

  @Test func `a late hundredth of responses takes a late three-hundredth of the host's time`() {
    #expect(abs(NoisePolicy.explainingShare(of: 0.99) - 0.99667) < 0.00001)
    #expect(NoisePolicy.explainingShare(of: 1) == 1)
  }

  @Test func `what makes a hundredth of a third late is rarer in the whole`() {
    #expect(abs(NoisePolicy.share(0.99, ofPart: 1 / 3) - 0.99667) < 0.00001)
    #expect(NoisePolicy.share(0.99, ofPart: 1) == 0.99)
    #expect(abs((Miss(6, limit: 5, share: 0.99, part: 1 / 3).explainingShare ?? .nan) - 0.99889) < 0.00001)
    #expect(Miss(6, limit: 5, share: nil, part: 1 / 3).explainingShare == nil)
  }
}
