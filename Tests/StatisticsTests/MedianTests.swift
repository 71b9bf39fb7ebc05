import Statistics
import Testing

@Suite("Median")
struct MedianTests {
  @Test func `it is in the middle, or the mean of the two there`() {
    #expect([5.0].median == 5)
    #expect([9.0, 1].median == 5)
    #expect([9.0, 1, 2].median == 2)
    #expect([4.0, 1, 3, 2].median == 2.5)
    #expect([Double]().median.isNaN)
  }
}
