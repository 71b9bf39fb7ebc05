import Foundation
import Processes
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
      let clock = try steps == nil ? nil : SteppedClock(in: disk.directory)
      func onDisk(_ configuration: ServerConfiguration) -> ServerConfiguration {
        var stored = configuration.storing(on: disk)
        stored.clock = clock
        return FsyncTracing.missing == nil ? stored.tracingFsync(tracing) : stored
      }
      return try await servers.withServer(adjust: onDisk) { server in
        var metMoment = try prepare(server)
        let writing = try PacedWriting(eventLoad, times: moment.load, to: server) {
          metMoment = try wait(server, $0) && metMoment
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
    let directory = try ScratchRoot.current().makeDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let clock = try steps == nil ? nil : SteppedClock(in: directory)
    // A rewrite of its own would come at no moment that is asked for.
    func traced(_ configuration: ServerConfiguration) -> ServerConfiguration {
      var traced = withoutAutomaticRewrites(configuration).tracingFsync()
      traced.clock = clock
      return traced
    }
    return try await servers.withServer(adjust: traced) { server in
      var metMoment = try prepare(server)
      // The server begins a new file for each rewrite.
      let lengths = LengthTimeline { try server.incrementalFile() }
      let writing = try lengths.watch { clock in
        try PacedWriting(eventLoad, times: moment.load, to: server, clock: clock) {
          metMoment = try wait(server, $0) && metMoment
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

  /// By how many seconds the clock goes back; `nil` if it does not.
  private var steps: Int? {
    if case .afterClockStep(let seconds) = moment { seconds } else { nil }
  }

  /// - Returns: whether a rewrite goes on, where one has to.
  private func prepare(_ server: RedisServer) throws -> Bool {
    try moment == .duringRewrite ? server.holdRewrite() != nil : true
  }

  /// Waits until the power has to go.
  ///
  /// - Returns: whether the moment has really come.
  private func wait(_ server: RedisServer, _ clock: LedgerClock) throws -> Bool {
    clock.sleep(until: (clock.now + moment.shortestLife).rounded(.up) + phase)
    switch moment {
    case .usual, .late, .busy, .duringRewrite: break
    case .at(let step):
      // Without a manifest there is but one.
      guard let steps = try RewriteSteps(from: server.appendOnlyFiles()) else {
        try server.rewriteWell()
        return true
      }
      try server.connect().beginRewrite()
      try steps.wait(for: step, within: .seconds(60))
    case .afterRewrite(let seconds):
      try server.rewriteWell()
      clock.sleep(until: clock.now + seconds)
    case .afterClockStep(let seconds):
      guard try step(server, back: seconds, clock) else { return false }
      // For longer than a server may leave its file unsynced.
      clock.sleep(until: (clock.now + 4).rounded(.up) + phase)
    }
    return true
  }

  /// Lets the server's clock go back.
  ///
  /// - Returns: whether the server tells the earlier time.
  private func step(_ server: RedisServer, back seconds: Int, _ clock: LedgerClock) throws -> Bool {
    let connection = try server.connect()
    func behind() throws -> Double {
      let time = try connection.command("TIME").elements?.first?.text.flatMap { Double($0) }
      return time.map { clock.now - $0 } ?? 0
    }
    try server.configuration.clock?.step(to: -seconds)
    let deadline = clock.now + 10
    while try behind() < Double(seconds) / 2 {
      guard clock.now < deadline else { return false }
      usleep(10_000)
    }
    return true
  }
}

extension LedgerClock {
  /// In seconds since 1970.
  fileprivate var now: Double { epoch + seconds }

  /// Sleeps up to a moment in seconds since 1970; not at all where it is past.
  fileprivate func sleep(until moment: Double) {
    while now < moment { usleep(1000) }
  }
}
