import Foundation
import Processes
import RedisFixture
import Workload

/// Writes at the load's rate until the server is brought down.
struct PacedWriting {
  /// Long enough for a server that never syncs to lose more than it may, in seconds.
  private static let shortest = 3.0

  let clock: LedgerClock
  private let ledgers: [WriteLedger]
  private let crash: Double

  /// - Parameters:
  ///   - phase: at which part of a second the server is brought down, from 0 to 1.
  ///   - bringDown: does it.
  init(
    _ eventLoad: EventLoad, to server: RedisServer, until phase: Double, clock: LedgerClock = LedgerClock(),
    bringDown: () throws -> Void
  ) throws {
    var writer = eventLoad.writer
    writer.rate = eventLoad.throughput
    var crash = 0.0
    let moment = (clock.epoch + clock.seconds + Self.shortest).rounded(.up) + phase
    ledgers = try writer.write(1, to: server, clock: clock) {
      while clock.epoch + clock.seconds < moment { usleep(1000) }
      crash = clock.seconds
      try bringDown()
    }
    self.clock = clock
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
      ? try eventLoad.loss(of: ledgers, crash: crash, in: server)
      : Loss(of: ledgers, survivors: Survivors(of: ledgers[0].writes), crash: crash)
    let timeline = server.configuration.fsyncTracing == nil ? nil : try timeline(server)
    return PowerCut(
      loss: loss, time: crash, lastAcknowledgement: min(ledgers[0].lastAnswer ?? 0, crash), synced: timeline?.lastSync,
      longestSync: timeline?.longestSync, refusal: refusal, metRewrite: metRewrite, files: files)
  }
}
