import Foundation
import RedisFixture
import Workload

/// One server under load whose power is cut.
package struct PowerCutTrial: Sendable {
  private static let diskBytes = 256 << 20
  /// How long each rename takes of a server that is to be met between two of them.
  private static let pause = Duration.milliseconds(200)

  let eventLoad: EventLoad
  let moment: PowerCut.Moment
  /// The part of a second at which the power goes, from 0 to 1.
  let phase: Double

  package init(_ eventLoad: EventLoad, _ moment: PowerCut.Moment, phase: Double) {
    self.eventLoad = eventLoad
    self.moment = moment
    self.phase = phase
  }

  /// With its data on a disk that really loses power.
  package func onFaultDisk(_ servers: some ServerFactory) async throws -> PowerCut {
    try await withFaultDisk(bytes: Self.diskBytes) { disk in
      func onDisk(_ configuration: ServerConfiguration) -> ServerConfiguration {
        let stored = configuration.storing(on: disk)
        return FsyncTracing.missing == nil ? stored.tracingFsync(tracing) : stored
      }
      return try await servers.withServer(adjust: onDisk) { server in
        let metMoment = try prepare(server)
        let writing = try PacedWriting(eventLoad, to: server) { clock in
          try wait(server, clock)
        } bringDown: {
          // Stopped first, so that it promises nothing any more while the power goes.
          try server.pause()
          try disk.cutPower()
          server.kill()
        }
        try disk.restorePower()
        return try writing.powerCut(moment, eventLoad, server, metMoment: metMoment)
      }
    }
  }

  private var tracing: FsyncTracing {
    if case .at = moment { .slowRenames(Self.pause) } else { .timelineOnly }
  }

  /// With its append-only file cut, after a kill, to what its last completed fsync must have covered: what a user without
  /// the right to mount disks can do.
  package func byFsyncTimeline(_ servers: some ServerFactory) async throws -> PowerCut {
    // A rewrite of its own would come at no moment that is asked for.
    func traced(_ configuration: ServerConfiguration) -> ServerConfiguration {
      withoutAutomaticRewrites(configuration).tracingFsync()
    }
    return try await servers.withServer(adjust: traced) { server in
      let metMoment = try prepare(server)
      // The server begins a new file for each rewrite.
      let lengths = LengthTimeline { try server.incrementalFile() }
      let writing = try lengths.watch { clock in
        try PacedWriting(eventLoad, to: server, clock: clock) {
          try wait(server, $0)
        } bringDown: {
          server.kill()
        }
      }
      let timeline = try writing.timeline(server)
      try server.incrementalFile().cut(to: timeline.lastSync.map { lengths.length(at: $0) } ?? 0)
      if moment.isAfterRewrite, !timeline.hasSyncedRewrite, let base = try server.appendOnlyFiles().base {
        try FileSurgery(base).empty()
      }
      return try writing.powerCut(moment, eventLoad, server, metMoment: metMoment)
    }
  }

  /// - Returns: whether a rewrite goes on, where one has to.
  private func prepare(_ server: RedisServer) throws -> Bool {
    try moment == .duringRewrite ? server.holdRewrite() != nil : true
  }

  /// Waits until the power has to go.
  private func wait(_ server: RedisServer, _ clock: LedgerClock) throws {
    let began = clock.epoch + clock.seconds
    clock.sleep(until: (began + moment.shortestLife).rounded(.up) + phase)
    switch moment {
    case .usual, .late, .duringRewrite: break
    case .at(let step):
      // Without a manifest there is but one.
      guard let steps = try RewriteSteps(from: server.appendOnlyFiles()) else { return try rewrite(server) }
      try server.connect().beginRewrite()
      try steps.wait(for: step, within: .seconds(60))
    case .afterRewrite(let seconds):
      try rewrite(server)
      clock.sleep(until: clock.epoch + clock.seconds + seconds)
    }
  }

  private func rewrite(_ server: RedisServer) throws {
    let status = try server.rewrite()
    guard status == "ok" else {
      throw FixtureError.unexpected(command: "BGREWRITEAOF", reply: "it ended with \(status)")
    }
  }
}

extension LedgerClock {
  /// Sleeps up to a moment in seconds since 1970; not at all where it is past.
  fileprivate func sleep(until moment: Double) {
    while epoch + seconds < moment { usleep(1000) }
  }
}
