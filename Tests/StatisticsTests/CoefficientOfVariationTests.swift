import Statistics
import Testing

@Suite("Coefficient of variation")
struct CoefficientOfVariationTests {
  /// NumPy 2.4.6: `numpy.std(y, ddof=1) / numpy.mean(y)`.
  @Test(
    arguments: [
      ([1000, 998, 1003, 995, 991, 999, 990, 985, 992, 980], 0.007198208572389196),
      ([5, 5, 4, 4, 4, 3, 5, 2, 2, 1, 3, 3], 0.3838162450394654),
      ([3, 1], 0.7071067811865476),
      ([7, 7, 7], 0),
    ] as [([Double], Double)])
  func `it is NumPy's`(series: [Double], variation: Double) {
    #expect(abs(series.coefficientOfVariation - variation) < 1e-12)
  }

  @Test func `of less than two values, or of nothing but 0, it is NaN`() {
    #expect([Double]().coefficientOfVariation.isNaN)
    #expect([3.0].coefficientOfVariation.isNaN)
    #expect([0.0, 0].coefficientOfVariation.isNaN)
  }
}
