package import Foundation
import Processes
package import Statistics
import Synchronization

/// How late this host lets anything be done that a server does for a write. No server can be blamed for that.
package struct HostJitter: Sendable, Equatable {
  /// A thread of our own: how late it had woken up when it was due, and appended half a kilobyte to a file that is synced
  /// every second. One was due every millisecond, so a long stall of the host counts as often as it would delay the
  /// writes of a client.
  package var lateness: LatencyHistogram
  /// The server's thread: how long a request that came at any millisecond would have waited for it to get a processor
  /// that other programs had. Empty if no server was watched, or one with a handicap of its own.
  package var waits: LatencyHistogram
  /// The thread that drives the server: how long a request that was due at any millisecond would have waited for it to get
  /// a processor.
  package var ownWaits: LatencyHistogram
  /// A processor that the hypervisor took: how long a request that came at any millisecond would have waited for it.
  package var standstills: LatencyHistogram
  /// What other programs of the server's unit took of the processors, 1 for one of them.
  package var companions: Double

  package init(
    lateness: LatencyHistogram, waits: LatencyHistogram = LatencyHistogram(),
    ownWaits: LatencyHistogram = LatencyHistogram(), standstills: LatencyHistogram = LatencyHistogram(),
    companions: Double = 0
  ) {
    self.lateness = lateness
    self.waits = waits
    self.ownWaits = ownWaits
    self.standstills = standstills
    self.companions = companions
  }

  /// Whether it was the server's unit itself that made this host late: then it was no noise.
  package var isOfUnit: Bool { companions > 0.5 }

  /// That it was the unit, in a sentence; `nil` if it was not.
  package var blame: String? {
    guard isOfUnit else { return nil }
    let processors = companions.formatted(.number.precision(.fractionLength(1)).locale(Locale(identifier: "en_US")))
    return
      "Other programs of the server's unit took \(processors) processors meanwhile: that this host was late is their "
      + "doing, and no noise."
  }

  /// The percentile of whichever was later, in seconds; NaN if nothing was watched, and 0 where it was the unit's doing.
  package func percentile(_ share: Double) -> Double {
    if isOfUnit { return 0 }
    return latest { $0.percentile(share) }
  }

  /// The 99th percentile, in seconds; NaN if nothing was watched.
  package var p99: Double { percentile(0.99) }

  /// The mean of whichever was later on average, in seconds; NaN if nothing was watched, and 0 where it was the unit's
  /// doing.
  package var mean: Double {
    if isOfUnit { return 0 }
    return latest(\.mean)
  }

  /// Whichever is latest of what was watched; NaN if nothing was.
  private func latest(_ time: (LatencyHistogram) -> Double) -> Double {
    [waits, ownWaits, standstills].filter { $0.count > 0 }.map(time).reduce(time(lateness), max)
  }

  /// Runs the body, and watches the host beside it: at least once, however short the body is.
  ///
  /// - Parameters:
  ///   - server: the process whose main thread is watched too.
  ///   - companions: the other programs of its unit; asked for before and after the body.
  /// - Throws: what the body throws.
  package static func watch<Outcome>(
    _ server: pid_t? = nil, companions: @autoclosure () -> [pid_t] = [], during body: () throws -> Outcome
  ) throws -> (Outcome, HostJitter) {
    let (began, before) = (ContinuousClock.now, processorTimes(of: companions()))
    var jitter = HostJitter(lateness: LatencyHistogram())
    let file = UnlinkedFile()
    // The body runs on this thread.
    let own = ThreadClock.ofThisThread()
    let outcome = Result {
      try beside(body) { isOver in
        try concurrently(
          { jitter = watch(file, ThreadClock(of: server), own, until: isOver) },
          { sync(file, until: isOver) })
      }
    }
    if SchedulingTerms.handicap(of: server) != nil { jitter.waits = LatencyHistogram() }
    // One that has begun meanwhile has taken all of its time meanwhile.
    let taken = processorTimes(of: companions()).reduce(0) { $0 + $1.value - before[$1.key, default: 0] }
    jitter.companions = taken / ((ContinuousClock.now - began) / .seconds(1))
    return (try outcome.get(), jitter)
  }

  private static func processorTimes(of processes: [pid_t]) -> [pid_t: Double] {
    Dictionary(uniqueKeysWithValues: processes.map { ($0, ProcessStatus(of: $0)?.processorTime ?? 0) })
  }

  private static func watch(
    _ file: UnlinkedFile?, _ server: ThreadClock?, _ own: ThreadClock?, until isOver: borrowing Atomic<Bool>
  ) -> HostJitter {
    let bytes = [UInt8](repeating: 1, count: 512)
    var jitter = HostJitter(lateness: LatencyHistogram())
    var (serverWaits, ownWaits) = (WaitRecorder(server), WaitRecorder(own))
    var (stolen, unseen) = (StolenTime.now, 0)
    func recordStandstill() {
      let now = StolenTime.now
      jitter.standstills.record(wait: now.standstill(since: stolen), every: 1000, of: unseen)
      (stolen, unseen) = (now, 0)
    }
    var due = ContinuousClock.now
    repeat {
      due += .milliseconds(1)
      let left = due - .now
      if left > .zero { usleep(UInt32(left / .microseconds(1))) }
      file?.append(bytes)
      jitter.lateness.record(microseconds: Int((ContinuousClock.now - due) / .microseconds(1)))
      serverWaits.record(into: &jitter.waits)
      ownWaits.record(into: &jitter.ownWaits)
      unseen += 1
      if unseen == stealInterval { recordStandstill() }
    } while !isOver.load(ordering: .acquiring)
    recordStandstill()
    return jitter
  }

  /// How often it is looked at what the hypervisor took, in milliseconds: that takes longer than the rest.
  private static let stealInterval = 16

  private static func sync(_ file: UnlinkedFile?, until isOver: borrowing Atomic<Bool>) {
    var ticks = 0
    while !isOver.load(ordering: .acquiring) {
      usleep(20_000)
      ticks += 1
      if ticks % 50 == 0 { file?.sync() }
    }
  }
}

/// The waits of a thread, as they grow.
private struct WaitRecorder {
  private let clock: ThreadClock?
  private var waited: Double?

  /// - Parameter clock: `nil` for a thread that is not watched.
  init(_ clock: ThreadClock?) {
    self.clock = clock
    waited = clock?.time?.waiting
  }

  /// Records what the thread has waited since the last time.
  mutating func record(into waits: inout LatencyHistogram) {
    guard let before = waited, let now = clock?.time?.waiting else { return }
    waits.record(wait: Int((now - before) * 1e6), every: 1000)
    waited = now
  }
}

extension LatencyHistogram {
  /// Records what a wait would have cost requests that come at regular intervals: its whole length for the first, an
  /// interval less for each that follows (HdrHistogram's correction for coordinated omission). One of no length counts
  /// once.
  ///
  /// - Parameters:
  ///   - microseconds: how long the wait was.
  ///   - interval: microseconds between two requests.
  ///   - count: how many requests came in all, at least; those that did not wait count too.
  package mutating func record(wait microseconds: Int, every interval: Int, of count: Int = 1) {
    var (rest, recorded) = (microseconds, 0)
    repeat {
      record(microseconds: max(0, rest))
      rest -= interval
      recorded += 1
    } while rest > 0 || recorded < count
  }
}
