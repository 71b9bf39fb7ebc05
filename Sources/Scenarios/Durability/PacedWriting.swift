import Foundation
import Processes
import RedisFixture
import Workload

/// Writes at the load's rate, or several times that, until the server is brought down.
struct PacedWriting {
  let clock: LedgerClock
  private let ledgers: [WriteLedger]
  private let crash: Double

  /// - Parameters:
  ///   - moment: waits until the server has to be brought down.
  ///   - bringDown: does it.
  init(
    _ eventLoad: EventLoad, times factor: Double, to server: RedisServer, clock: LedgerClock = LedgerClock(),
    moment: (LedgerClock) throws -> Void, bringDown: () throws -> Void
  ) throws {
    var writer = eventLoad.writer
    writer.rate = factor * eventLoad.throughput
    writer.catchesUp = factor > 1
    var crash = 0.0
    ledgers = try writer.write(1, to: server, clock: clock) {
      try moment(clock)
      crash = clock.seconds
      try bringDown()
    }
    self.clock = clock
    self.crash = crash
  }

  /// The server's fsyncs up to the crash, on the ledgers' clock.
  func timeline(_ server: RedisServer) throws -> FsyncTimeline {
    FsyncTimeline(try server.fsyncs(), crash: clock.epoch + crash, epoch: clock.epoch)
  }

  /// Starts the server again and says what the cut cost: everything, if it cannot be started any more.
  func powerCut(
    _ moment: PowerCut.Moment, _ eventLoad: EventLoad, _ server: RedisServer, metMoment: Bool
  ) throws -> PowerCut {
    let (refusal, files) = try server.listingFiles(aroundStart: server.refusalAfterRepair)
    let loss =
      refusal == nil
      ? try eventLoad.loss(of: ledgers, crash: crash, in: server)
      : Loss(of: ledgers, survivors: Survivors(of: ledgers[0].writes), crash: crash)
    let timeline = server.configuration.fsyncTracing == nil ? nil : try timeline(server)
    return PowerCut(
      moment, loss: loss, time: crash, lastAcknowledgement: min(ledgers[0].lastAnswer ?? 0, crash),
      synced: timeline?.lastSync, longestSync: timeline?.longestSync, refusal: refusal, metMoment: metMoment,
      files: files)
  }
}
