import Host
import RedisFixture
import Scenarios
import Statistics
import Testing
import Workload

@Suite("Loss of whole keys")
struct WholeKeyLossTests {
  private func loss(acknowledged: Int, held: Int, evicted: Int) -> WholeKeyLoss {
    var load = LoadHistory()
    load.acknowledged = acknowledged
    return WholeKeyLoss(load: load, held: held, evictedKeys: evicted)
  }

  @Test func `one eviction of one key costs all that it held`() {
    let all = loss(acknowledged: 150_000, held: 30_000, evicted: 1)
    #expect(all.lost == 120_000)
    #expect(all.lostPerKey == 120_000)
    #expect(loss(acknowledged: 150_000, held: 30_000, evicted: 3).lostPerKey == 40_000)
  }

  @Test func `without an eviction nothing is lost for one, also where something is missing`() {
    #expect(loss(acknowledged: 100, held: 100, evicted: 0).lostPerKey == 0)
    #expect(loss(acknowledged: 100, held: 90, evicted: 0).lost == 10)
    #expect(loss(acknowledged: 100, held: 90, evicted: 0).lostPerKey == 0)
  }
}

@Suite("Fragmentation after churn")
struct ChurnTests {
  @Test func `the ratio at the end is judged, whatever it was before`() throws {
    let churn = Churn(
      count: 10, observed: ["9.5", "1.9", "1.25"].map { Info("allocator_frag_ratio:\($0)\r\n") })
    #expect(try churn.fragmentation == 1.25)
    #expect(churn.fragmentations == ["9.5", "1.9", "1.25"])
  }

  @Test(arguments: [
    "", "allocator_frag_ratio:\r\n", "allocator_frag_ratio:nonsense\r\n", "mem_fragmentation_ratio:1.0",
  ])
  func `a server that does not tell is no sound one`(text: String) {
    let churn = Churn(count: 10, observed: [Info("allocator_frag_ratio:1.0"), Info(text)])
    #expect(throws: FixtureError.unexpected(command: "INFO memory", reply: "no allocator_frag_ratio")) {
      try churn.fragmentation
    }
  }
}

@Suite("Fragmentation of an allocator that tells nothing")
struct SilentAllocatorTests {
  /// INFO memory of a server with 10 MB in use that are held as so many, and so many bytes of pages.
  private func info(active: Int, resident: Int) -> Info {
    Info(
      "allocator_active:\(active)\r\nallocator_resident:\(resident)\r\nallocator_frag_ratio:1.61\r\nmem_allocator:libc\r\n"
    )
  }

  @Test func `a ratio of the whole process is not that of the allocator`() {
    let churn = Churn(count: 10, observed: Array(repeating: info(active: 16, resident: 16), count: 7))
    let error = #expect(throws: NotApplicable.self) { try churn.fragmentation }
    #expect(error?.description.contains("allocator (libc) does not tell of its pages") == true)
    #expect(error?.description.contains("(1.61 after the churn)") == true)
  }

  @Test func `an allocator that once held more than was in use tells of its pages`() throws {
    var observed = Array(repeating: info(active: 16, resident: 16), count: 6)
    observed.insert(info(active: 16, resident: 17), at: 3)
    #expect(try Churn(count: 10, observed: observed).fragmentation == 1.61)
  }
}

@Suite("Writes that were timed")
struct PacedWritesTests {
  /// Writes with these response times, in microseconds.
  private func writes(_ times: [UInt32]) -> OverfilledBuffer.PacedWrites {
    var ledger = WriteLedger(first: 0, stride: 1)
    for (number, time) in times.enumerated() {
      ledger.send(at: UInt32(number) * 1000)
      ledger.answer(at: UInt32(number) * 1000 + time)
    }
    return .init(ledger: ledger, jitter: HostJitter(lateness: LatencyHistogram()))
  }

  @Test func `a stall in some of the writes counts, and so does a single one`() {
    let times = [UInt32](repeating: 200, count: 980) + [UInt32](repeating: 90_000, count: 20)
    #expect(abs(writes(times).p99 - 0.09) < 1e-9)
    #expect(writes([200, 200, 1_500_000, 200]).longest == 1.5)
  }

  @Test func `of no writes there is no time`() {
    #expect(writes([]).p99.isNaN && writes([]).longest.isNaN)
    #expect(writes([300]).longest == 0.0003)
  }
}
