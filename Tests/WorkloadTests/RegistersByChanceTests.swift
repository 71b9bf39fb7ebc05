import Firehose
import Testing
import Workload

/// Writers and readers of a made-up server, in any order that chance makes.
@Suite("Registers, by chance")
struct RegistersByChanceTests {
  @Test(arguments: UInt64(1)...8)
  func `a server that answers with what it holds is never found guilty`(seed: UInt64) {
    var run = MadeUpRun(seed: seed, lag: 0)
    run.play(steps: 40_000)
    #expect(run.verdicts["right"] == run.expected["right"])
    #expect(run.verdicts.keys.sorted() == ["right"])
  }

  @Test(arguments: UInt64(1)...8, [5, 50, 500])
  func `a server that lags is stale exactly where its answer is older than the floor`(seed: UInt64, lag: Int) {
    var run = MadeUpRun(seed: seed, lag: lag)
    run.play(steps: 40_000)
    #expect(run.disagreements == 0)
    #expect(run.verdicts == run.expected)
    #expect(run.verdicts.keys.sorted() == ["right", "stale"])
  }
}

/// A server and its clients, who do one thing at each moment.
private struct MadeUpRun {
  /// What a register held or was to hold: nothing at first and after each deletion.
  private struct Version {
    var event: Int?
    var sent = 0
    var applied: Int?
    var acknowledged: Int?
  }

  private struct Read {
    var register: Int
    var floor: UInt32
    var began: Int
    var hasLooked = false
    var seen: Int?
  }

  private let lag: Int
  private let registers = Registers(count: 5)
  private var versions = Array(repeating: [Version(applied: 0, acknowledged: 0)], count: 5)
  private var reads: [Read] = []
  private var now = 0
  private var random: SplitMix64
  /// How often the registers said what, and how often they should have.
  private(set) var verdicts: [String: Int] = [:]
  private(set) var expected: [String: Int] = [:]
  private(set) var disagreements = 0

  /// - Parameter lag: how long ago a reader sees the registers.
  init(seed: UInt64, lag: Int) {
    self.lag = lag
    random = SplitMix64(state: seed)
  }

  mutating func play(steps: Int) {
    for _ in 0..<steps {
      now += 1
      let register = Int.random(in: 0..<5, using: &random)
      if Bool.random(using: &random) { goOn(writing: register) } else { goOn(reading: register) }
    }
  }

  /// A change begins, or takes place, or is acknowledged; one in eight is refused.
  private mutating func goOn(writing register: Int) {
    guard !registers.isFree(register) else {
      if registers.isHeld(register), Bool.random(using: &random) {
        registers.delete(register)
        versions[register].append(Version(event: nil, sent: now))
      } else {
        versions[register].append(Version(event: registers.write(register), sent: now))
      }
      return
    }
    let last = versions[register].count - 1
    if versions[register][last].applied != nil {
      versions[register][last].acknowledged = now
      registers.acknowledge(register)
    } else if Int.random(in: 0..<8, using: &random) == 0 {
      versions[register].removeLast()
      registers.refuse(register)
    } else {
      versions[register][last].applied = now
    }
  }

  /// A reader begins, or looks, or is answered.
  private mutating func goOn(reading register: Int) {
    guard let place = reads.indices.randomElement(using: &random), reads.count > 3 else {
      reads.append(Read(register: register, floor: registers.floor(of: register), began: now))
      return
    }
    guard reads[place].hasLooked else {
      reads[place].hasLooked = true
      let then = now - lag
      reads[place].seen = versions[reads[place].register].last { $0.applied ?? .max <= max(0, then) }?.event
      return
    }
    let read = reads.remove(at: place)
    let flaw = registers.flaw(ofReading: read.seen, from: read.register, floor: read.floor) ?? "right"
    let verdict = verdict(on: read)
    verdicts[flaw, default: 0] += 1
    expected[verdict, default: 0] += 1
    if flaw != verdict { disagreements += 1 }
  }

  /// The simple, slow way: is it what one of the versions holds that the reader could see?
  private func verdict(on read: Read) -> String {
    let versions = versions[read.register]
    let floor = versions.lastIndex { $0.acknowledged ?? .max < read.began } ?? 0
    return versions[floor...].contains { $0.event == read.seen } ? "right" : "stale"
  }
}
