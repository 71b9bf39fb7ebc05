package import RedisFixture

/// The fsyncs of the append-only file up to a crash.
package struct FsyncTimeline: Sendable, Equatable {
  private let fsyncs: [Fsync]
  private let crash: Double
  private let epoch: Double
  /// Whether the file of a rewrite was synced, before it got its name.
  package let hasSyncedRewrite: Bool

  /// - Parameters:
  ///   - fsyncs: of any files, in the order in which they ended.
  ///   - crash: when the server was brought down, in seconds since 1970.
  ///   - epoch: when the clock began on which the timeline tells the time, in seconds since 1970.
  package init(_ fsyncs: [Fsync], crash: Double, epoch: Double) {
    self.fsyncs = fsyncs.filter(\.isOfAppendOnlyFile)
    self.crash = crash
    self.epoch = epoch
    hasSyncedRewrite = fsyncs.contains { fsync in
      fsync.path.contains("/temp-rewriteaof-") && fsync.error == nil && fsync.ended.map { $0 <= crash } ?? false
    }
  }

  /// When the last one began that had ended well by the crash, in seconds since the epoch; `nil` if none had.
  package var lastSync: Double? {
    fsyncs.last { fsync in
      guard fsync.error == nil, let ended = fsync.ended else { return false }
      return ended - epoch <= crash - epoch
    }.map { $0.began - epoch }
  }

  /// How long the longest one took until it ended or the crash came, in seconds; `nil` if none had begun.
  package var longestSync: Double? {
    fsyncs.filter { $0.began < crash }.map { min($0.ended ?? crash, crash) - $0.began }.max()
  }
}
