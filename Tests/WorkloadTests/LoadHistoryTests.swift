import Testing
import Workload

@Suite("Load history")
struct LoadHistoryTests {
  /// A load of 100 events in each of ten seconds but the last, which saw 50; memory fell at the end.
  private var steady: LoadHistory {
    var history = LoadHistory()
    history.sent = 960
    history.acknowledged = 950
    history.errors = ["OOM": 7, "READONLY": 3]
    history.seconds = 10
    history.samples = (0...9).map { .init(seconds: Double($0), events: $0 * 100, usedMemory: 1000 + $0) }
    history.samples.append(.init(seconds: 10, events: 950, usedMemory: 900))
    return history
  }

  @Test func `rates are those of the whole load`() {
    #expect(steady.eventsPerSecond == 95)
    #expect(steady.samplesPerSecond == 1.1)
  }

  @Test func `only acknowledged writes count for the rate`() {
    var history = steady
    history.acknowledged = 0
    #expect(history.eventsPerSecond == 0)
  }

  @Test func `errors are counted over all their kinds`() {
    #expect(steady.errorCount == 10)
    #expect(steady.acknowledged + steady.errorCount == steady.sent)
  }

  @Test func `the peak is the highest sample, wherever it stands`() {
    #expect(steady.peakMemory == 1009)
  }

  @Test func `a load that did not happen has no rates and no peak`() {
    let history = LoadHistory()
    #expect(history.eventsPerSecond == 0)
    #expect(history.samplesPerSecond == 0)
    #expect(history.peakMemory == 0)
    #expect(history.errorCount == 0)
    #expect(history.rates(stretches: 10).isEmpty)
  }

  @Test func `each stretch has its own rate`() {
    let rates = steady.rates(stretches: 10)
    #expect(rates.map(\.eventsPerSecond) == Array(repeating: 100, count: 9) + [50])
    #expect(rates.map(\.events) == (1...9).map { $0 * 100 } + [950])
  }

  @Test func `longer stretches even out`() {
    let rates = steady.rates(stretches: 2)
    #expect(rates.map(\.eventsPerSecond) == [100, 90])
    #expect(rates.map(\.events) == [500, 950])
  }

  @Test func `there are no more stretches than samples between`() {
    #expect(steady.rates(stretches: 1000).count == 10)
    #expect(steady.rates(stretches: 0).isEmpty)
  }

  @Test func `samples of the same moment have no rate`() {
    var history = LoadHistory()
    history.samples = [
      .init(seconds: 1, events: 0, usedMemory: 0), .init(seconds: 1, events: 5, usedMemory: 0),
      .init(seconds: 2, events: 10, usedMemory: 0),
    ]
    #expect(history.rates(stretches: 2).map(\.eventsPerSecond) == [5])
  }

  @Test func `memory that the limit does not count is taken off`() {
    var history = LoadHistory()
    history.samples = [
      .init(seconds: 0, events: 0, usedMemory: 900, notCounted: 500),
      .init(seconds: 1, events: 1, usedMemory: 800, notCounted: 100),
    ]
    #expect(history.peakMemory == 900)
    #expect(history.peakCountedMemory == 700)
  }

  // MARK: In parts

  @Test func `what came right after goes on where the first ended`() {
    var history = steady
    history.append(steady)
    #expect(history.sent == 1920)
    #expect(history.acknowledged == 1900)
    #expect(history.errors == ["OOM": 14, "READONLY": 6])
    #expect(history.seconds == 20)
    #expect(history.eventsPerSecond == 95)
    #expect(history.samples.map(\.seconds) == (0...10).map(Double.init) + (10...20).map(Double.init))
    #expect(history.samples.map(\.events) == steady.samples.map(\.events) + steady.samples.map { $0.events + 950 })
    #expect(history.samples.map(\.usedMemory) == steady.samples.map(\.usedMemory) + steady.samples.map(\.usedMemory))
  }

  @Test func `errors of another kind are added`() {
    var later = LoadHistory()
    later.errors = ["OOM": 1, "MISCONF": 2]
    var history = steady
    history.append(later)
    #expect(history.errors == ["OOM": 8, "READONLY": 3, "MISCONF": 2])
  }

  @Test func `nothing before or after changes nothing`() {
    var history = steady
    history.append(LoadHistory())
    #expect(history == steady)
    var empty = LoadHistory()
    empty.append(steady)
    #expect(empty == steady)
  }

  @Test func `it does not matter which parts are put together first`() {
    var left = steady
    left.append(steady)
    left.append(steady)
    var tail = steady
    tail.append(steady)
    var right = steady
    right.append(tail)
    #expect(left == right)
  }
}
