import MET001
import MET001Testing
import RedisFixture
import Remote
import Scenarios
import Testing

/// Made-up servers, guilty ones among them.
@Suite struct ServerHealthTests {
  private func health(_ lines: String...) throws -> ServerHealth {
    let text = (["redis_version:7.0.15", "uptime_in_seconds:259300"] + lines).joined(separator: "\r\n")
    return ServerHealth(ObservedServer(url: try TargetURL("redis://cache"), info: Info(text)))
  }

  private func findings(_ health: ServerHealth) -> [String] {
    ServerHealth.Subject.allCases.flatMap(health.findings(of:))
  }

  @Test func `A sound server gives no cause`() throws {
    let health = try health(
      "used_memory:1610612736", "maxmemory:2147483648", "allocator_frag_ratio:1.04", "evicted_keys:0", "aof_enabled:1",
      "aof_delayed_fsync:0", "aof_last_bgrewrite_status:ok", "aof_last_write_status:ok", "rejected_connections:0")
    #expect(findings(health) == [])
    #expect(health.violations == [])
    #expect(health.facts.contains(Look.Fact("fill of maxmemory", .ratio, 0.75)))
    #expect(health.facts.contains(Look.Fact("last write to it", .value, "ok")))
  }

  @Test func `Evicted keys are lost, and said to be`() throws {
    #expect(
      findings(try health("evicted_keys:1582158")) == [
        "Since its start 3 days ago, it evicted 1,582,158 keys: what they held is lost, and no writer saw an error."
      ])
  }

  @Test func `A buffer beyond 80 % of its memory is told, without what eviction does not count`() throws {
    let full = try health("used_memory:1900", "mem_not_counted_for_evict:100", "maxmemory:2000")
    #expect(findings(full) == ["The server holds 90 % of its maxmemory."])
    #expect(findings(try health("used_memory:1700", "mem_not_counted_for_evict:100", "maxmemory:2000")) == [])
    // Without a limit there is no share.
    #expect(findings(try health("used_memory:1900", "maxmemory:0")) == [])
  }

  @Test func `A failed rewrite is a violation`() throws {
    #expect(
      try health("aof_last_bgrewrite_status:err").violations == [
        "the last rewrite of the append-only file ended with 'err'"
      ])
  }

  @Test func `Waiting writes, refusals and refused clients are told`() throws {
    let health = try health(
      "aof_enabled:1", "aof_delayed_fsync:12", "errorstat_MISCONF:count=3", "errorstat_OOM:count=1000",
      "rejected_connections:7")
    #expect(
      findings(health) == [
        "Since its start 3 days ago, 12 writes waited for an fsync of more than two seconds.",
        "Since its start 3 days ago, it refused 3 commands for a disk that failed (MISCONF).",
        "Since its start 3 days ago, it refused 1,000 commands for full memory (OOM).",
        "Since its start 3 days ago, it refused 7 connections for it had too many.",
      ])
  }

  @Test func `What is no number is no fact`() throws {
    let health = try health("used_memory:inf", "evicted_keys:nan", "cmdstat_info:calls=1,usec=inf", "maxmemory:1e999")
    #expect(findings(health) == [])
    #expect(!health.facts.contains { ["memory in use", "evicted keys"].contains($0.name) })
    #expect(health.busy == nil)
  }

  @Test func `A small server may be fragmented, a large one is told`() throws {
    #expect(findings(try health("allocator_frag_ratio:2.5", "used_memory:900000")) == [])
    #expect(
      findings(try health("allocator_frag_ratio:2.5", "used_memory:900000000")) == [
        "Its memory is fragmented: the allocator holds 2.5 times what is in use."
      ])
  }

  @Test func `The time of the looks is that of their kinds of commands`() throws {
    let new = try health(
      "cmdstat_info:calls=2,usec=1000,usec_per_call=500", "cmdstat_config|get:calls=1,usec=500",
      "cmdstat_set:calls=9,usec=90000")
    #expect(new.busy == 0.0015)
    // Before 7.0 subcommands are not counted apart.
    #expect(try health("cmdstat_config:calls=1,usec=500").busy == 0.0005)
    #expect(try health().busy == nil)
  }

  @Test func `The commands that were given most often are told with their P99`() throws {
    let health = try health(
      "cmdstat_set:calls=9,usec=1", "cmdstat_get:calls=10,usec=1", "cmdstat_ping:calls=1,usec=1",
      "latency_percentiles_usec_set:p50=1.003,p99=12.031,p99.9=40.1", "latency_percentiles_usec_get:p50=1,p99=3.5")
    let names = health.facts.filter { $0.name.hasPrefix("P99") }
    #expect(names.map(\.name) == ["P99 of get, executing", "P99 of set, executing"])
    #expect(names.map(\.value) == [0.0000035, 0.000012031])
  }
}
