import Firehose
import Testing
import Workload

@Suite("Loss")
struct LossTests {
  /// Expects that the change to a history of three writers, each with ten writes of which the last two have no answer,
  /// changes these figures of its loss and no other.
  private func expectChange(
    refused: Set<Int> = [], sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout MadeUpHistory) throws -> Void, _ figures: (inout Loss) -> Void
  ) rethrows {
    var history = MadeUpHistory(writers: 3, writes: 10, unanswered: 2, refused: refused)
    var expected = history.loss
    figures(&expected)
    try change(&history)
    #expect(history.loss == expected, sourceLocation: sourceLocation)
    #expect(history.expectedLoss == expected, sourceLocation: sourceLocation)
  }

  // MARK: Innocent

  @Test func `where everything is there nothing was lost`() {
    let history = MadeUpHistory(writers: 3, writes: 10, unanswered: 2)
    var expected = Loss(of: [], survivors: Survivors(of: 0..<0), crash: 0)
    (expected.sent, expected.acknowledged, expected.unanswered) = (30, 24, 6)
    // The last acknowledgement is that of the event 23.
    expected.survivedUntil = 0.0235
    #expect(history.loss == expected)
  }

  @Test func `without writers there is nothing to lose`() {
    let loss = Loss(of: [], survivors: Survivors(of: 0..<5), crash: 10)
    #expect(loss == Loss(of: [WriteLedger(first: 0, stride: 1)], survivors: Survivors(of: 0..<0), crash: 0))
    #expect(loss.survivedUntil == 0)
  }

  @Test(arguments: [[24], [25, 28], [27, 28, 29], Array(24..<30)])
  func `a write without an answer may be missing`(missing: [Int]) {
    expectChange {
      $0.entries.removeAll { missing.contains($0.event) }
    } _: {
      // 25 is before 28, and 24 before 27, of the same writer.
      $0.holes = missing.count { $0 < 27 && !missing.contains($0 + 3) }
    }
  }

  @Test func `a refused write may be missing wherever it stands`() {
    expectChange(refused: [0, 7, 23], { _ in }, { _ in })
    let loss = MadeUpHistory(writers: 3, writes: 10, unanswered: 2, refused: [0, 7, 23]).loss
    #expect(loss.acknowledged == 21)
    #expect(loss.survivedUntil == 0.0225)
  }

  @Test func `what was acknowledged after the crash nobody has heard`() {
    expectChange {
      $0.crash = 0.010
      $0.entries.removeAll { $0.event >= 10 }
    } _: {
      // The event 9 was acknowledged half a millisecond before.
      $0.survivedUntil = 0.0095
    }
    // At the moment of the crash it was still heard.
    expectChange {
      $0.crash = 0.0095
      $0.entries.removeAll { $0.event >= 9 }
    } _: {
      ($0.lost, $0.window, $0.survivedUntil) = (1, 0, 0.0085)
    }
  }

  @Test func `a refusal after the crash is no answer of the server`() {
    var history = MadeUpHistory(writers: 3, writes: 10, refused: [7, 23])
    history.crash = 0.0235
    #expect(history.loss.refused == ["OOM": 2])
    history.crash = 0.0234
    #expect(history.loss.refused == ["OOM": 1])
    #expect(history.loss == history.expectedLoss)
  }

  // MARK: Guilty

  @Test func `an acknowledged write missing at the end is lost`() {
    expectChange {
      // With all of the same writer behind it.
      $0.entries.removeAll { [23, 26, 29].contains($0.event) }
    } _: {
      ($0.lost, $0.survivedUntil) = (1, 0.0225)
      $0.window = 0.030 - 0.0235
    }
  }

  @Test func `an acknowledged write missing in the middle is lost and a hole`() {
    expectChange {
      $0.entries.remove(at: 10)
    } _: {
      ($0.lost, $0.holes, $0.survivedUntil) = (1, 1, 0.0095)
      $0.window = 0.030 - 0.0105
    }
  }

  @Test func `the window begins with the oldest that was lost, of whatever writer`() {
    expectChange {
      $0.entries.removeAll { [4, 5, 18].contains($0.event) }
    } _: {
      ($0.lost, $0.holes, $0.survivedUntil) = (3, 3, 0.0035)
      $0.window = 0.030 - 0.0045
    }
  }

  @Test func `where all is lost nothing survived`() {
    expectChange {
      $0.entries = []
    } _: {
      ($0.lost, $0.survivedUntil) = (24, 0)
      $0.window = 0.030 - 0.0005
    }
  }

  @Test(arguments: [-1, 30, 1_000_000], [0, 10, 30])
  func `an event that was never sent is a phantom, wherever it stands`(event: Int, place: Int) {
    expectChange {
      $0.entries.insert(MadeUpEntry(event: event), at: place)
    } _: {
      $0.phantom = 1
    }
  }

  @Test func `an event that no writer has sent yet is a phantom`() {
    expectChange {
      // The third writer was slower than the others: its last event is there before it was sent.
      $0.ledgers[2] = MadeUpHistory(writers: 3, writes: 9, unanswered: 1).ledgers[2]
    } _: {
      ($0.sent, $0.unanswered, $0.phantom) = (29, 5, 1)
    }
  }

  @Test func `a refused write that is there is a phantom`() {
    expectChange(refused: [7]) {
      $0.entries.insert(MadeUpEntry(event: 7), at: 7)
    } _: {
      $0.phantom = 1
    }
  }

  @Test(arguments: [0, 10, 29])
  func `an event that differs is damaged, and there`(event: Int) {
    expectChange {
      $0.entries[event].isDamaged = true
    } _: {
      $0.damaged = 1
    }
  }

  @Test func `two events of the same writer in the wrong order are one reordered`() {
    expectChange {
      $0.entries.swapAt(10, 13)
    } _: {
      $0.reordered = 1
    }
  }

  @Test func `the order of different writers means nothing`() {
    expectChange({ $0.entries.sort { ($0.event % 3, $0.event) < ($1.event % 3, $1.event) } }, { _ in })
  }

  @Test(arguments: [11, 30])
  func `an event that is there twice is reordered, next to itself or behind others`(place: Int) {
    expectChange {
      $0.entries.insert(MadeUpEntry(event: 10), at: place)
    } _: {
      $0.reordered = 1
    }
  }

  // MARK: Any history

  @Test func `any history is judged as the descriptions say`() {
    var random = SplitMix64(state: 1)
    var seen = [0, 0, 0, 0, 0]
    for trial in 0..<3000 {
      let history = MadeUpHistory(&random)
      let (loss, expected) = (history.loss, history.expectedLoss)
      #expect(loss == expected, "trial \(trial): \(history)")
      if loss != expected { return }
      let figures = [loss.lost, loss.phantom, loss.holes, loss.damaged, loss.reordered]
      for (kind, figure) in figures.enumerated() where figure > 0 { seen[kind] += 1 }
    }
    // Each kind of guilt was met often enough to be told from the others.
    #expect(seen.allSatisfy { (100...2900).contains($0) }, "\(seen)")
  }

  @Test func `what the server received first is no guilty history, wherever it ends`() {
    var random = SplitMix64(state: 2)
    var losses = 0
    for trial in 0..<1000 {
      let history = MadeUpHistory(&random, isPrefix: true)
      let loss = history.loss
      #expect(loss == history.expectedLoss, "trial \(trial)")
      #expect([loss.holes, loss.phantom, loss.damaged, loss.reordered] == [0, 0, 0, 0], "trial \(trial)")
      losses += loss.lost
    }
    #expect(losses > 0)
  }

  @Test func `four writers of a million events are judged`() {
    let history = MadeUpHistory(writers: 4, writes: 250_000, unanswered: 16)
    var survivors = Survivors(of: history.events, writers: 4)
    for event in 0..<900_000 { survivors.noteNext(event, .intact) }
    let loss = Loss(of: history.ledgers, survivors: survivors, crash: history.crash)
    #expect(loss.acknowledged == 999_936)
    #expect(loss.lost == 99_936)
    #expect(loss.holes == 0)
    #expect(loss.survivedUntil == 899.9995)
  }
}
