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
}
