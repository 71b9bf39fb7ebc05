import Foundation

/// What one writer sent and what it was told: its writes in order, with their times. Eight bytes for each.
///
/// Writers share the firehose like the hands of a dealer: the ledger's write `n` is the event `first + n × stride`.
package struct WriteLedger: Sendable, Equatable {
  /// What became of one write, as its writer knows it.
  package enum Outcome: Sendable, Equatable {
    /// The answer was read, so many seconds after the ledger's clock began.
    case acknowledged(at: Double)
    /// The answer was an error.
    case refused(String)
    /// No answer was read: the write may have happened or not.
    case unanswered
  }

  /// The event of the first write.
  package let first: Int
  /// How far the events of two writes lie apart: the number of writers.
  package let stride: Int
  /// When each write was due or, where nothing was due, sent: microseconds on the ledger's clock.
  private var starts: [UInt32] = []
  /// When each answer was read, in the order of the writes; as many as there are answers.
  private var answers: [UInt32] = []
  private var refusals: [Int: String] = [:]

  package init(first: Int, stride: Int) {
    self.first = first
    self.stride = stride
  }

  // MARK: Writing

  /// Notes that the next write is sent.
  package mutating func send(at microseconds: UInt32) {
    starts.append(microseconds)
  }

  /// Notes the answer to the oldest write without one.
  ///
  /// - Parameter refusal: the first word of the error, where the answer was one.
  package mutating func answer(at microseconds: UInt32, refusal: String? = nil) {
    precondition(answers.count < starts.count, "an answer to a write that was never sent")
    if let refusal { refusals[answers.count] = refusal }
    answers.append(microseconds)
  }

  // MARK: Reading

  /// The writes that were sent, counted from 0.
  package var writes: Range<Int> { 0..<starts.count }
  package var acknowledged: Int { answers.count - refusals.count }
  package var unanswered: Int { starts.count - answers.count }

  /// How many writes were refused, by the first word of the error.
  package var refused: [String: Int] {
    refusals.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  package func event(of write: Int) -> Int { first + write * stride }

  /// The write that sent an event; none where this writer did not.
  package func write(of event: Int) -> Int? {
    let distance = event - first
    guard distance >= 0, distance % stride == 0, distance / stride < starts.count else { return nil }
    return distance / stride
  }

  package func outcome(of write: Int) -> Outcome {
    guard write < answers.count else { return .unanswered }
    if let refusal = refusals[write] { return .refused(refusal) }
    return .acknowledged(at: Double(answers[write]) / 1e6)
  }

  /// The last moment at which an answer was read, in seconds.
  package var lastAnswer: Double? { answers.last.map { Double($0) / 1e6 } }

  /// How long each answered write took from when it was due, in seconds.
  package var responseTimes: [Double] {
    zip(starts, answers).map { Double($1 &- $0) / 1e6 }
  }
}

/// The clock of the ledgers of one trial: what several writers and a fault note is on one line of time.
package struct LedgerClock: Sendable {
  private let began = ContinuousClock.now
  /// When it began, in seconds since 1970.
  package let epoch: Double

  package init() {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    epoch = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Microseconds since it began: enough for an hour.
  package var microseconds: UInt32 {
    let (seconds, attoseconds) = (ContinuousClock.now - began).components
    return UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }

  package var seconds: Double { Double(microseconds) / 1e6 }
}
