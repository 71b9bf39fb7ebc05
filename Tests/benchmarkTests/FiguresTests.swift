import Testing
import benchmark

@Suite("Figures of the benchmark")
struct FiguresTests {
  @Test func `rounds are collected by name, in the order of the first`() {
    var figures = Figures()
    for round in [1.0, 2] {
      figures.record("rate", .perSecond, ours: 30 * round, theirs: 20)
      figures.record("lateness", .microseconds, ours: round)
    }
    #expect(figures.all.map(\.name) == ["rate", "lateness"])
    #expect(figures.all[0].ratios == [1.5, 3])
    #expect(figures.all[1].ours == [1, 2])
    #expect(figures.all[1].ratios.isEmpty)
  }

  @Test func `what is wanted is held against the median, of ours or of the ratios`() {
    func isAsWanted(_ wanted: Figure.Wanted?) -> Bool? {
      var figures = Figures()
      for (ours, theirs) in [(90.0, 100.0), (100, 100), (1000, 100)] {
        figures.record("rate", .perSecond, ours: ours, theirs: theirs, wanted: wanted)
      }
      return figures.all[0].isAsWanted
    }
    #expect(isAsWanted(nil) == nil)
    #expect(isAsWanted(.ratio(atLeast: 1)) == true)
    #expect(isAsWanted(.ratio(atLeast: 1.1)) == false)
    #expect(isAsWanted(.ratio(atMost: 0.9)) == false)
    #expect(isAsWanted(.ours(atLeast: 100)) == true)
    #expect(isAsWanted(.ours(atMost: 99)) == false)
  }

  @Test func `of nothing measured nothing is as wanted`() {
    var figures = Figures()
    figures.record("rate", .perSecond, ours: .nan, theirs: 1, wanted: .ratio(atMost: 1))
    #expect(figures.all[0].isAsWanted == false)
  }

  @Test func `the table has a line for each, and says what was missed`() {
    var figures = Figures()
    figures.record("rate", .perSecond, ours: 900, theirs: 1000, wanted: .ratio(atLeast: 1))
    figures.record("rate", .perSecond, ours: 1000, theirs: 1000)
    figures.record("lateness P99", .microseconds, ours: 99, wanted: .ours(atMost: 100))
    #expect(
      figures.table == """
                       ours  theirs  ours ÷ theirs        wanted
        rate          950/s  1000/s  0.95 (0.90 to 1.00)  ratio ≥ 1.00  missed
        lateness P99  99 µs                               ≤ 100 µs
        """)
  }
}
