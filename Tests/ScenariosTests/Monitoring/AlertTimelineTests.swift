import Monitoring
import Scenarios
import Testing

@Suite("Alert timeline")
struct AlertTimelineTests {
  private let full = AlertHistory.Alert(labels: ["alertname": "Full", "instance": "a"])
  private let other = AlertHistory.Alert(labels: ["alertname": "Other", "instance": "a"])
  /// A cause from 10 to 20 s.
  private let cause = AlertCause("a cause", began: 10, reached: 11, ended: 20)

  private func timeline(
    _ changes: [AlertHistory.Change], _ deliveries: [AlertHistory.Delivery]
  ) -> AlertTimeline {
    AlertTimeline(
      causes: [cause], history: AlertHistory(changes: changes, deliveries: deliveries), pace: 30,
      limits: AlertLimits(report: 120, resolve: 300), seconds: 40, resolvingReceivers: ["on-call"])
  }

  /// Fires from 13 to 22 s, and arrives.
  private var sound: AlertTimeline {
    timeline(
      [.init(12, full, .pending), .init(13, full, .firing), .init(22, full, .inactive)],
      [.init(14, full), .init(23, full, isResolved: true)])
  }

  @Test func `an alert that fires, arrives and resolves reports the cause`() {
    #expect(sound.isReported(cause))
    #expect(sound.isResolved(cause))
    #expect(sound.timeToReport(cause) == 90)
    #expect(sound.timeToResolve(cause) == 90)
    #expect(sound.reports(of: cause).map(\.alert) == [full])
  }

  @Test func `what was said before says nothing of the cause`() {
    var timeline = sound
    timeline.history.changes.removeFirst()
    timeline.history.changes.insert(.init(9, full, .pending), at: 0)
    #expect(!timeline.isReported(cause))
    #expect(timeline.timeToReport(cause) == nil)
  }

  @Test func `what was said for a moment before, and comes again, reports the cause`() {
    var timeline = sound
    timeline.history.changes.insert(contentsOf: [.init(9, full, .pending), .init(10.5, full, .inactive)], at: 0)
    #expect(timeline.isReported(cause))
  }

  @Test func `what fired before anything was wrong says nothing of a cause`() {
    var timeline = sound
    timeline.history.changes.insert(contentsOf: [.init(3, full, .firing), .init(5, full, .inactive)], at: 0)
    #expect(!timeline.isReported(cause))
  }

  @Test func `an alert may have arrived before it was seen to fire`() {
    let late = timeline([.init(13, full, .firing, after: 11.5), .init(22, full, .inactive)], [.init(12, full)])
    #expect(late.isReported(cause))
    #expect(!timeline([.init(13, full, .firing, after: 12.5)], [.init(12, full)]).isReported(cause))
  }

  @Test func `an alert that is pending for too long does not report`() {
    let timeline = timeline([.init(12, full, .pending), .init(25, full, .firing)], [.init(26, full)])
    #expect(!timeline.isReported(cause))
  }

  @Test func `what fires when a graver cause has come reports that one`() {
    var first = cause
    first.watched = 12.5
    #expect(!sound.isReported(first))
  }

  @Test func `an alert that reaches nobody does not report`() {
    let timeline = timeline([.init(12, full, .firing), .init(22, full, .inactive)], [])
    #expect(!timeline.isReported(cause))
    #expect(timeline.reports(of: cause).count == 1)
    #expect(timeline.isResolved(cause))
  }

  @Test func `an alert that says something else does not report`() {
    var another = cause
    another.others = ["Full"]
    #expect(!sound.isReported(another))
  }

  @Test func `an alert that goes on does not resolve`() {
    let timeline = timeline([.init(13, full, .firing)], [.init(14, full)])
    #expect(timeline.isReported(cause))
    #expect(!timeline.isResolved(cause))
    #expect(timeline.timeToResolve(cause) == nil)
  }

  @Test func `an alert that comes back has not resolved`() {
    var timeline = sound
    timeline.history.changes.append(.init(24, full, .firing))
    #expect(!timeline.isResolved(cause))
    // What comes back when something else is wrong says that.
    var settled = cause
    settled.settled = 23.5
    #expect(timeline.isResolved(settled))
  }

  @Test func `a receiver that is never told that it is over does not know`() {
    var timeline = sound
    timeline.history.deliveries.removeLast()
    #expect(!timeline.isResolved(cause))
    timeline.resolvingReceivers = ["somebody else"]
    #expect(timeline.isResolved(cause))
    #expect(timeline.timeToResolve(cause) == 60)
  }

  @Test func `of two alerts both must resolve`() {
    var timeline = sound
    timeline.history.changes.insert(.init(15, other, .firing), at: 2)
    #expect(timeline.isReported(cause))
    #expect(!timeline.isResolved(cause))
  }

  @Test func `a report that came while the cause was brought about took no time`() {
    var timeline = sound
    timeline.causes[0].reached = 18
    #expect(timeline.timeToReport(timeline.causes[0]) == 0)
  }

  @Test func `what is in time is no miss`() {
    #expect(sound.misses.isEmpty)
  }

  @Test func `what is late is a miss, by the time that the test took`() {
    var timeline = sound
    timeline.limits.report = 60
    #expect(timeline.misses.map(\.time) == [3] && timeline.misses.map(\.limit) == [2])
  }

  @Test func `what never comes, and what never ends, is a miss`() {
    #expect(timeline([], []).misses.map(\.time) == [29])
    let endless = timeline([.init(13, full, .firing)], [.init(14, full)])
    #expect(endless.misses.map(\.time) == [20] && endless.misses.map(\.limit) == [10])
  }
}
