import Host
import Testing

@Suite("Stolen time")
struct StolenTimeTests {
  private func stat(_ first: Int, _ second: Int) -> StolenTime {
    StolenTime(
      """
      cpu  433612 104 89895 352454 9748 0 15810 \(first + second) 0 0
      cpu0 210927 47 44281 184792 2690 0 7655 \(first) 0 0
      cpu1 222685 57 45613 167662 7058 0 8155 \(second) 0 0
      intr 1 2 3 4 5 6 7 8 9
      """)
  }

  @Test func `a processor that was taken for long stood still for all but a tick of it`() {
    #expect(stat(10, 27).standstill(since: stat(10, 20), ticksPerSecond: 100) == 60_000)
    #expect(stat(13, 20).standstill(since: stat(10, 20), ticksPerSecond: 100) == 20_000)
  }

  @Test func `a tick may be many short moments`() {
    #expect(stat(11, 21).standstill(since: stat(10, 20), ticksPerSecond: 100) == 0)
    #expect(stat(10, 20).standstill(since: stat(10, 20), ticksPerSecond: 100) == 0)
  }

  @Test func `its share is that of the time of all processors`() {
    #expect(stat(60, 40).share(since: stat(10, 20)) == 1)
    let idle = StolenTime("cpu  0 0 0 0 0 0 0 0\ncpu0 1 1 1 30 1 1 1 4 0 0\ncpu1 2 0 0 58 0 0 0 0 7 7\n")
    #expect(idle.share(since: StolenTime("cpu\ncpu0 0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0 0\n")) == 0.04)
    #expect(idle.share(since: idle) == 0)
  }

  @Test func `a kernel that does not tell has taken nothing`() {
    #expect(StolenTime("cpu  1 2 3\ncpu0 1 2 3\n").standstill(since: StolenTime("")) == 0)
  }
}
