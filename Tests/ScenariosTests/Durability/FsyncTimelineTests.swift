import RedisFixture
import Scenarios
import Testing

@Suite("Fsyncs up to a crash")
struct FsyncTimelineTests {
  private static let file = "/data/appendonlydir/appendonly.aof.1.incr.aof"

  private func fsync(_ began: Double, _ ended: Double?, error: String? = nil, path: String = file) -> Fsync {
    Fsync(path: path, began: began, ended: ended, error: error)
  }

  /// A clock that began at 100 s, and a crash 5 s later.
  private func timeline(_ fsyncs: Fsync...) -> FsyncTimeline { FsyncTimeline(fsyncs, crash: 105, epoch: 100) }

  @Test func `what was written before the last fsync that ended is on the disk`() {
    let timeline = timeline(fsync(101, 101.01), fsync(102, 102.02), fsync(103, 103.01))
    #expect(timeline.lastSync == 3)
    #expect(abs((timeline.longestSync ?? 0) - 0.02) < 1e-9)
  }

  @Test func `an fsync that had not ended by the crash, or failed, promises nothing`() {
    #expect(timeline(fsync(101, 101.1), fsync(104, 106)).lastSync == 1)
    #expect(timeline(fsync(101, 101.1), fsync(104, nil)).lastSync == 1)
    #expect(timeline(fsync(101, 101.1), fsync(104, 104.1, error: "EIO")).lastSync == 1)
    #expect(timeline(fsync(106, 106.1)).lastSync == nil)
    #expect(timeline().lastSync == nil)
  }

  @Test func `the file of a rewrite is synced under the name that it has before it gets its own`() {
    let path = "/data/appendonlydir/temp-rewriteaof-7.aof"
    #expect(timeline(fsync(101, 101.1, path: path)).hasSyncedRewrite)
    #expect(!timeline(fsync(101, 101.1)).hasSyncedRewrite)
    #expect(!timeline(fsync(104, 106, path: path)).hasSyncedRewrite)
    #expect(!timeline(fsync(101, 101.1, error: "EIO", path: path)).hasSyncedRewrite)
    #expect(!timeline(fsync(101, nil, path: path)).hasSyncedRewrite)
  }

  @Test func `one that ended at the very crash counts`() {
    #expect(timeline(fsync(104, 105)).lastSync == 4)
  }

  @Test func `other files say nothing of the append-only file`() {
    let others = [
      "/data/appendonlydir/appendonly.aof.manifest", "/data/temp-rewriteaof-bg-7.aof", "/data/dump.rdb",
    ]
    for path in others {
      #expect(timeline(fsync(101, 101.5), fsync(104, 104.9, path: path)).lastSync == 1)
      #expect(timeline(fsync(101, 101.5, path: path)).longestSync == nil)
    }
  }

  @Test func `a hanging fsync took as long as it hung until the crash`() {
    #expect(timeline(fsync(101, 101.1), fsync(102, nil)).longestSync == 3)
    #expect(timeline(fsync(101, 101.1), fsync(102, 109)).longestSync == 3)
    #expect(timeline(fsync(105, nil), fsync(106, 107)).longestSync == nil)
  }
}

@Suite("Length of a file over time")
struct LengthTimelineTests {
  private let timeline = LengthTimeline(samples: [(1, 100), (2, 200), (3, 300), (4, 400)]) {
    FileSurgery("/nowhere")
  }

  @Test func `a look may have seen what was written a moment later, so the one before it counts`() {
    #expect(timeline.length(at: 3.5) == 200)
    #expect(timeline.length(at: 3) == 200)
    #expect(timeline.length(at: 100) == 300)
  }

  @Test func `before the second look nothing is known to be there`() {
    #expect(timeline.length(at: 1.5) == 0)
    #expect(timeline.length(at: 0) == 0)
    #expect(LengthTimeline { FileSurgery("/nowhere") }.length(at: 5) == 0)
  }
}
