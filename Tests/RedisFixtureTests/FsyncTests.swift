import RedisFixture
import Testing

@Suite("Fsync timeline")
struct FsyncTests {
  private let file = "/data/appendonlydir/appendonly.aof.1.incr.aof"

  @Test func `a call of one line is read`() {
    let fsyncs = Fsync.parse("15 100.5 fdatasync(7<\(file)>)    = 0 <0.25>\n")
    #expect(fsyncs == [Fsync(path: file, began: 100.5, ended: 100.75)])
  }

  @Test func `calls of several threads are distinguished, in the order in which they began`() {
    let fsyncs = Fsync.parse(
      """
      533 216.0 fdatasync(7<\(file)> <unfinished ...>
      525 218.5 fsync(11</data/temp-1.rdb> <unfinished ...>
      533 219.0 <... fdatasync resumed>)      = 0 (DELAYED) <3.000000>
      525 221.5 <... fsync resumed>) = 0 <3.000000>
      525 222.0 fdatasync(12</data/appendonlydir>) = 0 <0.500000>
      """)
    #expect(
      fsyncs == [
        Fsync(path: file, began: 216, ended: 219, wasInjected: true),
        Fsync(path: "/data/temp-1.rdb", began: 218.5, ended: 221.5),
        Fsync(path: "/data/appendonlydir", began: 222, ended: 222.5),
      ])
    #expect(fsyncs.map(\.isOfAppendOnlyFile) == [true, false, false])
  }

  @Test func `an error is told, injected or not`() {
    let fsyncs = Fsync.parse(
      """
      5 1.0 fdatasync(9<\(file)>) = -1 EIO (Input/output error) (INJECTED) <0.5>
      5 2.0 fdatasync(9<\(file)>) = -1 ENOSPC (No space left on device) <0.5>
      """)
    #expect(
      fsyncs == [
        Fsync(path: file, began: 1, ended: 1.5, error: "EIO", wasInjected: true),
        Fsync(path: file, began: 2, ended: 2.5, error: "ENOSPC"),
      ])
  }

  @Test(arguments: [
    "", ")", ") = ", ") = ?\n", ") = 0 <0.00", " <unfinished ...>", " <unfinished ...>\n5 2.0 <... fdatasync",
  ])
  func `a call whose process was killed never returned`(rest: String) {
    #expect(Fsync.parse("5 1.0 fdatasync(9<\(file)>\(rest)") == [Fsync(path: file, began: 1, ended: nil)])
  }

  @Test func `a resumed call without a result never returned`() {
    let fsyncs = Fsync.parse(
      """
      5 1.0 fdatasync(9<\(file)> <unfinished ...>
      6 1.2 +++ killed by SIGKILL +++
      5 1.5 <... fdatasync resumed>) = ?
      5 1.5 +++ killed by SIGKILL +++
      """)
    #expect(fsyncs == [Fsync(path: file, began: 1, ended: nil)])
  }

  @Test func `signals, ends and lines without a path are no calls`() {
    #expect(
      Fsync.parse(
        """
        25 224.3 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=25628} ---
        25 224.3 +++ exited with 0 +++
        25 224.3 <... fdatasync resumed>) = 0 <0.1>
        25 224.3 fdatasync(7) = -1 EBADF (Bad file descriptor) <0.000001>
        25 224.3 fdatasync(7</data/appendon
        """
      ).isEmpty)
  }

  @Test func `a path is read without strace's marks`() {
    let fsyncs = Fsync.parse(
      """
      5 1.0 fsync(9</a b/\\74\\303\\274\\76.aof>(deleted)) = 0 <0.5>
      """)
    #expect(fsyncs == [Fsync(path: "/a b/<ü>.aof", began: 1, ended: 1.5)])
  }
}
