import Foundation

/// What one writer sent and what it was told: its writes in order, with their times. Eight bytes for each, and a ninth
/// from the first write that was refused.
///
/// Writers share the firehose like the hands of a dealer: the ledger's write `n` is the event `first + n × stride`.
package struct WriteLedger: Sendable, Equatable {
  /// What became of one write, as its writer knows it.
  package enum Outcome: Sendable, Equatable {
    /// The answer was read, so many seconds after the ledger's clock began.
    case acknowledged(at: Double)
    /// The answer was an error with that first word, read so many seconds after the ledger's clock began.
    case refused(String, at: Double)
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
  /// How many writes were refused, by the first word of the error.
  package private(set) var refused: [String: Int] = [:]
  /// The first words of the errors, in the order in which they were met; 255 of them are distinguished.
  private var words: [String] = []
  /// For each answer up to the latest refusal which of the words it was, counted from 1, or 0.
  private var refusals: [UInt8] = []

  /// - Parameters:
  ///   - first: the event of the first write.
  ///   - stride: how far the events of two writes lie apart, at least 1.
  package init(first: Int, stride: Int) {
    self.first = first
    self.stride = stride
  }

  // MARK: Writing

  /// Notes that the next write is sent.
  ///
  /// - Parameter microseconds: when it was due or sent, on the ledger's clock.
  package mutating func send(at microseconds: UInt32) {
    starts.append(microseconds)
  }

  /// Notes the answer to the oldest write without one.
  ///
  /// - Parameters:
  ///   - microseconds: when it was read, on the ledger's clock.
  ///   - refusal: the first word of the error, where the answer was one.
  package mutating func answer(at microseconds: UInt32, refusal: String? = nil) {
    precondition(answers.count < starts.count, "an answer to a write that was never sent")
    if let refusal { note(refusal) }
    answers.append(microseconds)
  }

  private mutating func note(_ refusal: String) {
    refused[refusal, default: 0] += 1
    if !words.contains(refusal) { words.append(refusal) }
    refusals += repeatElement(0, count: answers.count - refusals.count)
    refusals.append(UInt8(clamping: 1 + (words.firstIndex(of: refusal) ?? 0)))
  }

  // MARK: Reading

  /// The writes that were sent, counted from 0.
  package var writes: Range<Int> { 0..<starts.count }
  /// Writes that were answered with an error.
  package var refusedCount: Int { refused.values.reduce(0, +) }
  package var acknowledged: Int { answers.count - refusedCount }
  package var unanswered: Int { starts.count - answers.count }

  package func event(of write: Int) -> Int { first + write * stride }

  /// The write that sent an event; `nil` if this writer did not.
  package func write(of event: Int) -> Int? {
    guard event >= first, (event - first).isMultiple(of: stride) else { return nil }
    let write = (event - first) / stride
    return write < starts.count ? write : nil
  }

  package func outcome(of write: Int) -> Outcome {
    guard write < answers.count else { return .unanswered }
    let time = Double(answers[write]) / 1e6
    if write < refusals.count, refusals[write] > 0 { return .refused(words[Int(refusals[write]) - 1], at: time) }
    return .acknowledged(at: time)
  }

  /// The last moment at which an answer was read, in seconds on the ledger's clock.
  package var lastAnswer: Double? { answers.last.map { Double($0) / 1e6 } }

  /// How long each answered write took from when it was due or sent, in seconds; refused ones too.
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

  /// Microseconds since it began: enough for an hour. It traps after 71 minutes.
  package var microseconds: UInt32 {
    let (seconds, attoseconds) = (ContinuousClock.now - began).components
    return UInt32(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }

  /// Seconds since it began.
  package var seconds: Double { Double(microseconds) / 1e6 }
}

extension [WriteLedger] {
  /// The first event that none of the writers can have written; 0 without writers.
  package var end: Int { map { $0.event(of: $0.writes.upperBound) }.max() ?? 0 }
}
