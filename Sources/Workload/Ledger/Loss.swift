/// What a crash cost, by what the writers know and what the server holds afterwards.
package struct Loss: Sendable, Equatable {
  /// Writes that were sent, of all writers.
  package var sent = 0
  /// Writes whose answer was no error, also those that were read after the crash.
  package var acknowledged = 0
  /// Writes that were answered with an error up to the crash, by its first word. What a server without power answers is not
  /// its doing.
  package var refused: [String: Int] = [:]
  /// Writes without an answer: they may be there or not.
  package var unanswered = 0
  /// Writes acknowledged up to the crash that are not there.
  package var lost = 0
  /// What is there although it was never sent, or although it was refused: events and foreign keys or entries.
  package var phantom = 0
  /// Writes that are missing before one of the same writer that is there: survivors that are no prefix.
  package var holes = 0
  /// Events that are there, but not as they were sent.
  package var damaged = 0
  /// Events of one writer that stand behind a later one of the same writer, or twice.
  package var reordered = 0
  /// From the oldest lost acknowledgement to the crash, in seconds; 0 if none was lost.
  package var window = 0.0
  /// The last acknowledgement up to the crash and before the oldest lost one, in seconds on the ledgers' clock: what was
  /// acknowledged until then survived. 0 if there is none.
  package var survivedUntil = 0.0

  /// Acknowledged writes that are not there as they were sent, and whatever should not be there.
  package var difference: Int { lost + damaged + holes + phantom }

  /// The share of what was acknowledged that is there, byte for byte.
  package var intactShare: Double { Double(acknowledged - lost - damaged) / Double(max(1, acknowledged)) }

  /// Compares what was promised with what is there.
  ///
  /// - Parameters:
  ///   - ledgers: one for each writer, of different events.
  ///   - survivors: of all events that the writers could have sent.
  ///   - crash: when the server ended, in seconds on the ledgers' clock. What it said afterwards, nobody would have heard.
  package init(of ledgers: [WriteLedger], survivors: Survivors, crash: Double) {
    phantom = survivors.foreign
    damaged = survivors.damaged
    reordered = survivors.outOfOrder + survivors.duplicated
    var accountedFor = 0
    var oldestLost = Double.infinity
    for ledger in ledgers {
      sent += ledger.writes.count
      acknowledged += ledger.acknowledged
      unanswered += ledger.unanswered
      var missing = 0
      for write in ledger.writes {
        let isThere = survivors[ledger.event(of: write)] != .missing
        if isThere { accountedFor += 1 }
        switch ledger.outcome(of: write) {
        case .refused(let word, let time):
          if time <= crash {
            refused[word, default: 0] += 1
            if isThere { phantom += 1 }
          }
          continue
        case .acknowledged(let time) where !isThere && time <= crash:
          lost += 1
          oldestLost = min(oldestLost, time)
        case .acknowledged, .unanswered:
          break
        }
        if isThere {
          holes += missing
          missing = 0
        } else {
          missing += 1
        }
      }
    }
    // Events of the firehose that no writer has sent yet.
    phantom += survivors.present - accountedFor
    if lost > 0 { window = crash - oldestLost }
    survivedUntil = Self.lastAcknowledgement(upTo: crash, before: oldestLost, in: ledgers)
  }

  private static func lastAcknowledgement(
    upTo crash: Double, before oldestLost: Double, in ledgers: [WriteLedger]
  ) -> Double {
    var last = 0.0
    for ledger in ledgers {
      for write in ledger.writes.reversed() {
        guard case .acknowledged(let time) = ledger.outcome(of: write), time <= crash, time < oldestLost else {
          continue
        }
        last = max(last, time)
        break
      }
    }
    return last
  }
}
