import Firehose
import Foundation
import Testing
import Workload

@Suite("Write ledger")
struct WriteLedgerTests {
  /// The ledger of a writer that sent so many events a millisecond apart, and read these answers: an error's first word
  /// or none.
  private func ledger(first: Int = 0, stride: Int = 1, sent: Int, answers: [String?]) -> WriteLedger {
    var ledger = WriteLedger(first: first, stride: stride)
    for write in 0..<sent { ledger.send(at: UInt32(write * 1000)) }
    for (write, refusal) in answers.enumerated() { ledger.answer(at: UInt32(write * 1000 + 250), refusal: refusal) }
    return ledger
  }

  @Test func `a new ledger is empty`() {
    let ledger = WriteLedger(first: 3, stride: 2)
    #expect(ledger.writes.isEmpty)
    #expect(ledger.acknowledged == 0)
    #expect(ledger.unanswered == 0)
    #expect(ledger.refused.isEmpty)
    #expect(ledger.lastAnswer == nil)
    #expect(ledger.responseTimes.isEmpty)
    #expect(ledger.write(of: 3) == nil)
    #expect(ledger.outcome(of: 0) == .unanswered)
  }

  @Test func `each write has its outcome`() {
    let ledger = ledger(sent: 6, answers: [nil, "OOM", nil, "MISCONF"])
    #expect(
      ledger.writes.map(ledger.outcome) == [
        .acknowledged(at: 0.00025), .refused("OOM", at: 0.00125), .acknowledged(at: 0.00225),
        .refused("MISCONF", at: 0.00325), .unanswered,
        .unanswered,
      ])
    #expect(ledger.acknowledged == 2)
    #expect(ledger.unanswered == 2)
    #expect(ledger.refused == ["OOM": 1, "MISCONF": 1])
    #expect(ledger.lastAnswer == 0.00325)
  }

  @Test func `every answer counts for the response times`() {
    #expect(ledger(sent: 6, answers: [nil, "OOM", nil]).responseTimes == [0.00025, 0.00025, 0.00025])
  }

  @Test func `times go round with their clock`() {
    var ledger = WriteLedger(first: 0, stride: 1)
    ledger.send(at: .max - 999)
    ledger.answer(at: 1000)
    #expect(ledger.responseTimes == [0.002])
  }

  @Test func `events are dealt like cards`() {
    let hands = (0..<3).map { ledger(first: 10 + $0, stride: 3, sent: 4, answers: []) }
    #expect(hands[1].writes.map(hands[1].event) == [11, 14, 17, 20])
    #expect(hands.flatMap { hand in hand.writes.map(hand.event) }.sorted() == Array(10..<22))
    for (number, hand) in hands.enumerated() {
      #expect(
        (8..<26).map(hand.write)
          == (8..<26).map { (10..<22).contains($0) && ($0 - 10) % 3 == number ? ($0 - 10) / 3 : nil })
    }
  }

  @Test(arguments: [Int.min, -1, 0, 9, 11, 14, .max])
  func `an event of others is no write of this writer`(event: Int) {
    #expect(ledger(first: 10, stride: 2, sent: 2, answers: []).write(of: event) == nil)
  }

  @Test func `refusals are distinguished wherever they stand`() {
    var random = SplitMix64(state: 5)
    for _ in 0..<200 {
      let answers = (0..<Int.random(in: 0...50, using: &random)).map { _ in
        [nil, nil, "OOM", "MISCONF", "READONLY", ""].randomElement(using: &random) ?? nil
      }
      let ledger = ledger(sent: answers.count + Int.random(in: 0...3, using: &random), answers: answers)
      #expect(ledger.acknowledged == answers.count { $0 == nil })
      #expect(ledger.refused == Dictionary(grouping: answers.compactMap(\.self), by: \.self).mapValues(\.count))
      for (write, answer) in answers.enumerated() {
        #expect(
          ledger.outcome(of: write) == answer.map { .refused($0, at: Double(write * 1000 + 250) / 1e6) }
            ?? .acknowledged(at: Double(write * 1000 + 250) / 1e6))
      }
    }
  }

  @Test func `more kinds of errors than any server has do no harm`() {
    let ledger = ledger(sent: 300, answers: (0..<300).map { "E\($0)" })
    #expect(ledger.refused.count == 300)
    #expect(ledger.acknowledged == 0)
    #expect(ledger.outcome(of: 254) == .refused("E254", at: 0.25425))
    #expect(ledger.outcome(of: 299) == .refused("E254", at: 0.29925))
  }

  @Test func `ledgers of the same history are equal`() {
    let answers = [nil, "OOM", nil, "MISCONF"]
    #expect(ledger(sent: 5, answers: answers) == ledger(sent: 5, answers: answers))
    #expect(ledger(sent: 5, answers: answers) != ledger(sent: 5, answers: [nil, "MISCONF", nil, "OOM"]))
    #expect(ledger(sent: 5, answers: answers) != ledger(sent: 6, answers: answers))
  }

  @Test func `an answer to nothing ends the program`() async {
    await #expect(processExitsWith: .failure) {
      var ledger = WriteLedger(first: 0, stride: 1)
      ledger.send(at: 0)
      ledger.answer(at: 1)
      ledger.answer(at: 2)
    }
  }

  // MARK: Cost

  /// The bytes that were allocated for its arrays, with their headers.
  private func byteCount(of ledger: WriteLedger) -> Int {
    Mirror(reflecting: ledger).children.reduce(0) { bytes, part in
      switch part.value {
      case let times as [UInt32]: bytes + 32 + 4 * times.capacity
      case let codes as [UInt8]: bytes + 32 + codes.capacity
      // Numbers, and an entry for each kind of error.
      case is Int, is [String], is [String: Int]: bytes
      default: .max
      }
    }
  }

  @Test(arguments: [(100_000, 0), (1_000_000, 0), (3_000_000, 0), (1_000_000, 2), (3_000_000, 1)])
  func `a write costs at most sixteen bytes, refused or not`(writes: Int, oneRefusedOf: Int) {
    var ledger = WriteLedger(first: 0, stride: 1)
    for write in 0..<writes {
      ledger.send(at: UInt32(write))
      ledger.answer(at: UInt32(write), refusal: oneRefusedOf > 0 && write % oneRefusedOf == 0 ? "OOM" : nil)
    }
    let bytes = Double(byteCount(of: ledger)) / Double(writes)
    #expect((8...16).contains(bytes))
    #expect(ledger.unanswered == 0)
    #expect(ledger.acknowledged == (oneRefusedOf == 0 ? writes : writes - writes / oneRefusedOf))
  }
}

@Suite("Ledger clock")
struct LedgerClockTests {
  @Test func `it begins at nothing and never goes back`() {
    let clock = LedgerClock()
    let looks = (0..<1000).map { _ in clock.microseconds }
    #expect(looks == looks.sorted())
    #expect(clock.seconds >= Double(looks[999]) / 1e6)
    // Generous: the bound tells microseconds from nanoseconds.
    #expect(looks[0] < 60_000_000)
  }

  @Test func `it knows when it began`() {
    let before = Date().timeIntervalSince1970
    let clock = LedgerClock()
    let after = Date().timeIntervalSince1970
    #expect(clock.epoch >= before - 0.001)
    #expect(clock.epoch <= after + 0.001)
  }
}
