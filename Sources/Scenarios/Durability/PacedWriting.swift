import Foundation
import Processes
import RedisFixture
import Workload

/// Writes at the load's rate until the server is brought down.
struct PacedWriting {
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
  func lastSync(_ server: RedisServer) throws -> Double? { try timeline(server).lastSync }

  private func timeline(_ server: RedisServer) throws -> FsyncTimeline {
    FsyncTimeline(try server.fsyncs(), crash: clock.epoch + crash, epoch: clock.epoch)
  }

  /// Starts the server again and says what the cut cost: everything, if it cannot be started any more.
  func powerCut(_ eventLoad: EventLoad, _ server: RedisServer, metRewrite: Bool?) throws -> PowerCut {
    let (refusal, files) = try server.listingFiles(aroundStart: server.refusalAfterRepair)
    let loss =
      refusal == nil
      ? try eventLoad.loss(of: [ledger], crash: crash, in: server)
      : Loss(of: [ledger], survivors: Survivors(of: ledger.writes), crash: crash)
    let timeline = server.configuration.fsyncTracing == nil ? nil : try timeline(server)
    return PowerCut(
      loss: loss, time: crash, lastAcknowledgement: min(ledger.lastAnswer ?? 0, crash), synced: timeline?.lastSync,
      longestSync: timeline?.longestSync, refusal: refusal, metRewrite: metRewrite, files: files)
  }
}
