import RedisFixture

/// One server under load whose power is cut.
package struct PowerCutTrial: Sendable {
  private static let diskBytes = 128 << 20

  let eventLoad: EventLoad
  /// The part of a second at which the power goes, from 0 to 1.
  let phase: Double
  let isDuringRewrite: Bool

  package init(_ eventLoad: EventLoad, phase: Double, isDuringRewrite: Bool) {
    self.eventLoad = eventLoad
    self.phase = phase
    self.isDuringRewrite = isDuringRewrite
  }

  /// With its data on a disk that really loses power.
  package func onFaultDisk(_ servers: some ServerFactory) async throws -> PowerCut {
    try await withFaultDisk(bytes: Self.diskBytes) { disk in
      func onDisk(_ configuration: ServerConfiguration) -> ServerConfiguration {
        let stored = configuration.storing(on: disk)
        return FsyncTracing.missing == nil ? stored.tracingFsync() : stored
      }
      return try await servers.withServer(adjust: onDisk) { server in
        let metRewrite = try beginRewrite(server)
        let writing = try PacedWriting(eventLoad, to: server, until: phase) {
          // Stopped first, so that it promises nothing any more while the power goes.
          try server.pause()
          try disk.cutPower()
          server.kill()
        }
        try disk.restorePower()
        return try writing.powerCut(eventLoad, server, metRewrite: metRewrite)
      }
    }
  }

  /// With its append-only file cut, after a kill, to what its last completed fsync must have covered: what a user without
  /// the right to mount disks can do.
  package func byFsyncTimeline(_ servers: some ServerFactory) async throws -> PowerCut {
    // The timeline is of one file: the server must not begin another one by itself.
    func traced(_ configuration: ServerConfiguration) -> ServerConfiguration {
      withoutAutomaticRewrites(configuration).tracingFsync()
    }
    return try await servers.withServer(adjust: traced) { server in
      // The server begins a new file for a rewrite.
      let metRewrite = try beginRewrite(server)
      let file = try server.incrementalFile()
      let lengths = LengthTimeline(of: file)
      let writing = try lengths.watch { clock in
        try PacedWriting(eventLoad, to: server, until: phase, clock: clock) { server.kill() }
      }
      let synced = try writing.lastSync(server).map { lengths.length(at: $0) } ?? 0
      try file.cut(to: synced)
      return try writing.powerCut(eventLoad, server, metRewrite: metRewrite)
    }
  }

  /// - Returns: whether a rewrite goes on; `nil` if none is asked for.
  private func beginRewrite(_ server: RedisServer) throws -> Bool? {
    isDuringRewrite ? try server.holdRewrite() != nil : nil
  }
}
