import Firehose
import Workload

/// A write of a made-up history.
struct MadeUpWrite {
  var event: Int
  var writer: Int
  var outcome: WriteLedger.Outcome
}

/// An entry of the buffer after a made-up crash.
struct MadeUpEntry: Equatable {
  var event: Int
  var isDamaged = false
}

/// What some writers did, and what was there afterwards: judged the simple, slow way, to compare.
struct MadeUpHistory {
  var ledgers: [WriteLedger]
  /// What lies in the buffer, in its order.
  var entries: [MadeUpEntry]
  /// The events that were looked for.
  var events: Range<Int>
  /// When the server ended, in seconds.
  var crash: Double

  var survivors: Survivors {
    var survivors = Survivors(of: events, writers: ledgers.count)
    for entry in entries { survivors.noteNext(entry.event, entry.isDamaged ? .damaged : .intact) }
    return survivors
  }

  var loss: Loss { Loss(of: ledgers, survivors: survivors, crash: crash) }

  var writes: [MadeUpWrite] {
    ledgers.enumerated().flatMap { number, ledger in
      ledger.writes.map { MadeUpWrite(event: ledger.event(of: $0), writer: number, outcome: ledger.outcome(of: $0)) }
    }
  }

  /// The entries that are among the events, each event's first only.
  private var firsts: [MadeUpEntry] {
    let known = entries.filter { events.contains($0.event) }
    return known.indices.filter { place in !known[..<place].contains { $0.event == known[place].event } }
      .map { known[$0] }
  }

  /// The loss, word for word as its properties are described: each event is compared with all others.
  var expectedLoss: Loss {
    let (writes, firsts) = (writes, firsts)
    func isThere(_ write: MadeUpWrite) -> Bool { firsts.contains { $0.event == write.event } }
    func time(_ write: MadeUpWrite) -> Double? {
      if case .acknowledged(let time) = write.outcome { time } else { nil }
    }
    func isRefused(_ write: MadeUpWrite) -> Bool {
      if case .refused = write.outcome { true } else { false }
    }
    func heardRefusal(_ write: MadeUpWrite) -> String? {
      if case .refused(let word, let time) = write.outcome, time <= crash { word } else { nil }
    }

    var loss = Loss(of: [], survivors: Survivors(of: 0..<0), crash: 0)
    loss.sent = writes.count
    loss.acknowledged = writes.count { time($0) != nil }
    loss.refused = Dictionary(grouping: writes.compactMap(heardRefusal), by: \.self).mapValues(\.count)
    loss.unanswered = writes.count { $0.outcome == .unanswered }
    let promised = writes.filter { time($0) ?? .infinity <= crash }
    let lost = promised.filter { !isThere($0) }.compactMap(time)
    loss.lost = lost.count
    loss.window = lost.min().map { crash - $0 } ?? 0
    loss.survivedUntil = promised.compactMap(time).filter { $0 < lost.min() ?? .infinity }.max() ?? 0

    let foreign = entries.count { !events.contains($0.event) }
    loss.phantom =
      foreign
      + firsts.count { entry in !writes.contains { $0.event == entry.event && heardRefusal($0) == nil } }
    loss.damaged = firsts.count(where: \.isDamaged)

    let wanted = writes.filter { !isRefused($0) }
    loss.holes = wanted.count { write in
      !isThere(write) && wanted.contains { $0.writer == write.writer && $0.event > write.event && isThere($0) }
    }
    let duplicates = entries.count - foreign - firsts.count
    loss.reordered =
      duplicates
      + firsts.indices.count { place in
        firsts[..<place].contains {
          $0.event % ledgers.count == firsts[place].event % ledgers.count && $0.event > firsts[place].event
        }
      }
    return loss
  }
}

extension MadeUpHistory {
  /// Writers that send in turns, one event each and a millisecond apart. Every write is answered half a millisecond
  /// later but the last ones of each writer, and all that were not refused are there. The server ends behind the last.
  ///
  /// - Parameters:
  ///   - unanswered: how many of the last writes of each writer have no answer.
  ///   - refused: the events that were refused.
  init(writers: Int, writes: Int, unanswered: Int = 0, refused: Set<Int> = []) {
    ledgers = (0..<writers).map { number in
      var ledger = WriteLedger(first: number, stride: writers)
      for write in 0..<writes {
        let event = ledger.event(of: write)
        ledger.send(at: UInt32(event * 1000))
        guard write < writes - unanswered else { continue }
        ledger.answer(at: UInt32(event * 1000 + 500), refusal: refused.contains(event) ? "OOM" : nil)
      }
      return ledger
    }
    events = 0..<writers * writes
    entries = events.filter { !refused.contains($0) }.map { MadeUpEntry(event: $0) }
    crash = Double(events.count) / 1000
  }

  /// Anything: one to four writers with refusals and tails without an answer, a crash at any time, and a buffer that
  /// lost, invented, damaged, repeated and moved what it liked.
  ///
  /// - Parameter isPrefix: whether the buffer is only a beginning of what was sent, as the server received it.
  init(_ random: inout SplitMix64, isPrefix: Bool = false) {
    let writers = Int.random(in: 1...4, using: &random)
    var now: UInt32 = 0
    var clocks: [(sent: Int, event: Int)] = []
    ledgers = []
    for number in 0..<writers {
      var ledger = WriteLedger(first: number, stride: writers)
      let writes = Int.random(in: 0...30, using: &random)
      let answered = Int.random(in: 0...writes, using: &random)
      let refusing: Double = [0.0, 0.0, 0.1, 0.5].randomElement(using: &random) ?? 0
      now = UInt32.random(in: 0...1000, using: &random)
      for write in 0..<writes {
        ledger.send(at: now)
        clocks.append((Int(now), ledger.event(of: write)))
        now += UInt32.random(in: 0...200, using: &random)
        guard write < answered else { continue }
        let isRefused = Double.random(in: 0..<1, using: &random) < refusing
        ledger.answer(at: now, refusal: isRefused ? ["OOM", "MISCONF"].randomElement(using: &random) : nil)
      }
      ledgers.append(ledger)
    }
    events = 0..<(ledgers.map { $0.event(of: $0.writes.count) }.max() ?? 0)
    crash = Double(UInt32.random(in: 0...max(1, now), using: &random)) / 1e6
    // Of the same moment, the earlier event first: a writer's own order is kept.
    let received = clocks.sorted { ($0.sent, $0.event) < ($1.sent, $1.event) }.map(\.event)
    if isPrefix {
      let refused = Set(
        ledgers.flatMap { ledger in
          ledger.writes.filter { if case .refused = ledger.outcome(of: $0) { true } else { false } }
            .map(ledger.event)
        })
      entries = received.filter { !refused.contains($0) }
        .prefix(Int.random(in: 0...received.count, using: &random)).map { MadeUpEntry(event: $0) }
      return
    }
    let losing: Double = [0.0, 0.05, 0.5, 1.0].randomElement(using: &random) ?? 0
    entries = received.filter { _ in Double.random(in: 0..<1, using: &random) >= losing }.map {
      MadeUpEntry(event: $0, isDamaged: Int.random(in: 0..<20, using: &random) == 0)
    }
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let place = Int.random(in: 0...entries.count, using: &random)
      let invented = MadeUpEntry(event: Int.random(in: 0...2 * events.count, using: &random))
      switch Int.random(in: 0..<3, using: &random) {
      case 0: entries.insert(invented, at: place)
      case 1 where !entries.isEmpty: entries.insert(entries[place / 2], at: place)
      case _ where entries.count > 1: entries.swapAt(place / 2, entries.count - 1)
      default: break
      }
    }
  }
}
