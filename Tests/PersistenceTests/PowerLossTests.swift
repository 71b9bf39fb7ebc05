import Foundation
import Host
import MET001
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Synchronization
import Testing
import Workload

@Suite("Loss of power", .specification, .tags(.durability))
struct PowerLossTests {
  private static let cuts = 10
  /// Further cuts, while a rewrite of the append-only file goes on.
  private static let cutsDuringRewrite = 2

  @Test(.tags(.must)) func `DUR-03 power loss`() async throws {
    let eventLoad = try EventLoad.specified()
    let trials: [PowerCut]
    let disk = HostDisk()
    if let missing = FaultDisk.missing {
      evidence.note(
        "Technique: no disk that loses power can be made here (\(missing)). Instead the server was killed and its "
          + "append-only file cut to the length that it had when its last completed fsync began (strace).")
      trials = try await PowerCut.play(Self.cuts + Self.cutsDuringRewrite) { number, phase in
        try await PowerCutTrial(eventLoad: eventLoad, phase: phase, isDuringRewrite: number >= Self.cuts)
          .byFsyncTimeline()
      }
    } else {
      evidence.note(
        "Technique: each server's data was on an ext4 file system of its own, which was shut down without a flush of "
          + "its journal, and mounted again.")
      trials = try await PowerCut.play(Self.cuts + Self.cutsDuringRewrite) { number, phase in
        try await PowerCutTrial(eventLoad: eventLoad, phase: phase, isDuringRewrite: number >= Self.cuts)
          .onFaultDisk()
      }
    }
    // Of a page of our own, and of the servers' files: theirs are on a disk in a file, with a journal of its own.
    let longestSync = ([disk.longestSync()] + trials.compactMap(\.longestSync)).max() ?? .nan
    let losses = trials.map(\.loss)
    let window = losses.map(\.window).max() ?? 0
    // Noise only adds: what is within the limit on a slow disk is so on a fast one.
    if !evidence.admits("loss-window", window) {
      try evidence.requireQuietDisk(longestSync: longestSync, limit: evidence.settings.number("loss-window"))
    }
    evidence.sometimes("a trial lost an acknowledged write", losses.contains { $0.lost > 0 })
    evidence.record("power-cuts", trials.count, samples: 0)
    evidence.record("acknowledged", losses.map(\.acknowledged).reduce(0, +), samples: 0)
    evidence.record("trials-with-loss", losses.count { $0.lost > 0 }, samples: 0)
    evidence.record("lost", losses.map(\.lost).reduce(0, +), samples: 0)
    for (number, loss) in losses.enumerated() {
      let name = "cut \(number + 1)\(number < Self.cuts ? "" : ", during a rewrite")"
      evidence.record("loss-window", loss.window, of: name, samples: loss.acknowledged)
    }
    evidence.recordIntegrity(losses)
    evidence.show(PowerCut.figure(of: trials, limits: evidence.marks("must", of: "loss-window")))
    evidence.attach(losses, named: "power-cuts.csv")
    evidence.attachFiles(trials.map(\.files))
  }
}

/// One loss of power, and what it cost.
struct PowerCut: Sendable {
  var loss: Loss
  /// When the power went, in seconds on the ledgers' clock.
  var time: Double
  /// The last acknowledgement before the power went.
  var lastAcknowledgement: Double
  /// When the last fsync of the append-only file began that ended before the power went, where that is known.
  var synced: Double?
  /// How long the longest fsync of the append-only file took, or had not ended for, in seconds; where that is known.
  var longestSync: Double?
  /// The files before and after the restart.
  var files: String

  /// Cuts several servers' power, each at another part of a second by the wall clock, by which Redis 7.0 syncs
  /// (server.unixtime in flushAppendOnlyFile): so the cuts spread over the second that lies between two fsyncs.
  static func play(
    _ count: Int, _ cut: @escaping @Sendable (_ number: Int, _ phase: Double) async throws -> PowerCut
  ) async throws -> [PowerCut] {
    let progress = Progress("writing, then cutting the power", total: count, unit: "servers")
    let done = Atomic(0)
    var trials: [PowerCut] = []
    // Not all at once: they share this host's disk.
    for first in stride(from: 0, to: count, by: 6) {
      trials += try await onThreads(min(6, count - first)) { offset in
        let number = first + offset
        let trial = try await cut(number, Double(number) / Double(count))
        progress.update(done.add(1, ordering: .relaxed).newValue)
        return trial
      }
    }
    return trials
  }

  /// - Parameter limits: of the loss window, in seconds before the power went.
  static func figure(of trials: [PowerCut], limits: [Figure.Mark]) -> Figure {
    func points(_ time: (PowerCut) -> Double?) -> [Figure.Point] {
      trials.enumerated().compactMap { row, trial in time(trial).map { .init(x: $0 - trial.time, y: Double(row)) } }
    }
    return Figure(
      title: "What each loss of power cost", kind: .strips,
      x: .init(label: "seconds before the power went", unit: .seconds), y: .init(label: "power cut", unit: .value),
      categories: trials.indices.map { "\($0 + 1)" },
      series: [
        .init(name: "last acknowledged", points: points(\.lastAcknowledgement)),
        .init(name: "last fsync began", points: points(\.synced)),
        .init(name: "recovered until", points: points(\.loss.survivedUntil)),
      ],
      marks: limits.map { .init(label: $0.label, y: -$0.y) },
      spans: trials.enumerated().filter { $1.loss.lost > 0 }.map { row, trial in
        .init(label: "acknowledged and lost", row: row, from: -trial.loss.window, to: 0)
      })
  }
}

/// One server under load whose power is cut.
private struct PowerCutTrial {
  let eventLoad: EventLoad
  /// The part of a second at which the power goes, from 0 to 1.
  let phase: Double
  let isDuringRewrite: Bool

  /// With its data on a disk that really loses power.
  func onFaultDisk() async throws -> PowerCut {
    try await withFaultDisk(bytes: 128 << 20) { disk in
      func onDisk(_ configuration: ServerConfiguration) -> ServerConfiguration {
        let stored = configuration.storing(on: disk)
        return FsyncTracing.missing == nil ? stored.tracingFsync() : stored
      }
      return try await withServerUnderTest(scaled: false, adjust: onDisk) { server in
        try beginRewrite(server)
        let writing = try PacedWriting(eventLoad, to: server, until: phase) {
          // Stopped first, so that it promises nothing any more while the power goes.
          try server.pause()
          try disk.cutPower()
          server.kill()
        }
        try disk.restorePower()
        return try writing.powerCut(eventLoad, server)
      }
    }
  }

  /// With its append-only file cut, after a kill, to what its last completed fsync must have covered: what a user without
  /// the right to mount disks can do.
  func byFsyncTimeline() async throws -> PowerCut {
    // The timeline is of one file: the server must not begin another one by itself.
    func traced(_ configuration: ServerConfiguration) -> ServerConfiguration {
      withoutAutomaticRewrites(configuration).tracingFsync()
    }
    return try await withServerUnderTest(scaled: false, adjust: traced) { server in
      // The server begins a new file for a rewrite.
      try beginRewrite(server)
      let file = try server.incrementalFile()
      let lengths = LengthTimeline(of: file)
      let writing = try lengths.watch { clock in
        try PacedWriting(eventLoad, to: server, until: phase, clock: clock) { server.kill() }
      }
      let synced = try writing.lastSync(server).map { lengths.length(at: $0) } ?? 0
      try file.cut(to: synced)
      return try writing.powerCut(eventLoad, server)
    }
  }

  private func beginRewrite(_ server: RedisServer) throws {
    if isDuringRewrite { evidence.sometimes("a rewrite went on", try server.holdRewrite() != nil) }
  }
}

/// How long a file was when.
private final class LengthTimeline: Sendable {
  private let file: FileSurgery
  private let clock = LedgerClock()
  private let samples = Mutex<[(time: Double, length: Int)]>([])

  init(of file: FileSurgery) {
    self.file = file
  }

  /// Looks at the file about every millisecond while the body runs.
  func watch<Outcome>(during body: (LedgerClock) throws -> Outcome) throws -> Outcome {
    let isOver = Atomic(false)
    var outcome: Result<Outcome, any Error>?
    try concurrently(
      {
        outcome = Result { try body(clock) }
        isOver.store(true, ordering: .releasing)
      },
      {
        while !isOver.load(ordering: .acquiring) {
          // The time first: the length is then what it was at that time, or more.
          let time = clock.seconds
          let length = try file.length()
          samples.withLock { $0.append((time, length)) }
          usleep(1000)
        }
      })
    return try outcome!.get()
  }

  /// The length at the last look before that time, in seconds on the ledgers' clock.
  func length(at time: Double) -> Int {
    samples.withLock { samples in
      // A look that began earlier may have seen what was written a moment later: the look before it cannot.
      samples.filter { $0.time <= time }.dropLast().last?.length ?? 0
    }
  }
}

/// Writes at the specification's rate until the server is brought down.
private struct PacedWriting {
  /// Long enough for a server that never syncs to lose more than it may, in seconds.
  private static let shortest = 3.0

  let clock: LedgerClock
  private(set) var ledger: WriteLedger
  private(set) var crash: Double

  /// - Parameters:
  ///   - phase: at which part of a second the server is brought down, from 0 to 1.
  ///   - bringDown: does it.
  init(
    _ eventLoad: EventLoad, to server: RedisServer, until phase: Double, clock: LedgerClock = LedgerClock(),
    bringDown: () throws -> Void
  ) throws {
    var writer = eventLoad.writer
    writer.rate = eventLoad.throughput
    var ledger = WriteLedger(first: 0, stride: 1)
    var crash = 0.0
    let moment = (clock.epoch + clock.seconds + Self.shortest).rounded(.up) + phase
    try concurrently(
      {
        while clock.epoch + clock.seconds < moment { usleep(1000) }
        crash = clock.seconds
        try bringDown()
      },
      { ledger = try writer.write(to: server, clock: clock) { _ in false } })
    self.clock = clock
    self.ledger = ledger
    self.crash = crash
  }

  /// When the last fsync of the append-only file began that had ended at the crash, in seconds on the ledgers' clock.
  func lastSync(_ server: RedisServer) throws -> Double? {
    try server.fsyncs().last { fsync in
      guard fsync.isOfAppendOnlyFile, fsync.error == nil, let ended = fsync.ended else { return false }
      return ended - clock.epoch <= crash
    }.map { $0.began - clock.epoch }
  }

  /// How long the longest fsync of the append-only file took until it ended or the crash came, in seconds.
  private func longestSync(_ server: RedisServer) throws -> Double? {
    let crash = clock.epoch + crash
    return try server.fsyncs().filter { $0.isOfAppendOnlyFile && $0.began < crash }
      .map { min($0.ended ?? crash, crash) - $0.began }.max()
  }

  /// Starts the server again and tells what the cut cost: everything, where it cannot be started any more.
  func powerCut(_ eventLoad: EventLoad, _ server: RedisServer) throws -> PowerCut {
    let loss: Loss
    let (refusal, files) = try server.listingFiles(aroundStart: server.refusalAfterRepair)
    if let refusal {
      evidence.note("After a loss of power the server did not start, nor after redis-check-aof --fix: \(refusal).")
      loss = Loss(of: [ledger], survivors: Survivors(of: ledger.writes), crash: crash)
    } else {
      loss = try eventLoad.loss(of: [ledger], crash: crash, in: server)
    }
    return PowerCut(
      loss: loss, time: crash,
      lastAcknowledgement: min(ledger.lastAnswer ?? 0, crash),
      synced: server.configuration.fsyncTracing == nil ? nil : try lastSync(server),
      longestSync: server.configuration.fsyncTracing == nil ? nil : try longestSync(server),
      files: files)
  }
}
