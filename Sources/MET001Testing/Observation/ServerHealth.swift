package import MET001
import RedisFixture
package import Scenarios

/// How a server is, by its own words: what it has counted since its start, and what anybody must know of that.
package struct ServerHealth: Sendable {
  private let info: Info
  private let slowLog: SlowLog?

  package init(_ server: ObservedServer) {
    (info, slowLog) = (server.info, server.slowLog)
  }

  // MARK: Facts

  /// In the order in which a report shows them; what the server does not tell is left out.
  package var facts: [Look.Fact] {
    [
      fact("uptime", .seconds, "uptime_in_seconds"),
      fill.map { Look.Fact("fill of maxmemory", .ratio, .number($0)) },
      fact("memory in use", .bytes, "used_memory"),
      fact("highest memory in use", .bytes, "used_memory_peak"),
      fact("resident memory", .bytes, "used_memory_rss"),
      fact("allocator fragmentation", .ratio, "allocator_frag_ratio"),
      Look.Fact("keys", .count, .number(keys)),
      fact("evicted keys", .count, "evicted_keys"),
      fact("expired keys", .count, "expired_keys"),
      text("append-only file", info["aof_enabled"].map { $0 == "1" ? "on" : "off" }),
      text("last write to it", isAppending ? info["aof_last_write_status"] : nil),
      isAppending ? fact("delayed fsyncs", .count, "aof_delayed_fsync") : nil,
      isAppending ? fact("size of the append-only file", .bytes, "aof_current_size") : nil,
      isAppending ? fact("size after its last rewrite", .bytes, "aof_base_size") : nil,
      text("last rewrite", info["aof_last_bgrewrite_status"]),
      fact("last rewrite took", .seconds, "aof_last_rewrite_time_sec", notBelow: 0),
      fact("last fork took", .seconds, "latest_fork_usec", times: 1e-6),
      fact("clients", .count, "connected_clients"),
      fact("refused connections", .count, "rejected_connections"),
      fact("operations", .operationsPerSecond, "instantaneous_ops_per_sec"),
      fact("error replies", .count, "total_error_replies"),
    ].compactMap(\.self) + latencies
      + [
        slowLog.map { Look.Fact("commands in the slow log", .count, .number(Double($0.entries))) },
        slowLog.map { Look.Fact("slowest of these", .seconds, .number($0.longest)) },
        text("role", info["role"]),
        fact("replicas", .count, "connected_slaves"),
        text("link to the master", info["master_link_status"]),
      ].compactMap(\.self)
  }

  /// How long it has executed the commands that a look sends, since its start, in seconds; `nil` if it does not tell.
  package var busy: Double? {
    let commands = ["info", "config|get", "slowlog|len", "slowlog|get", "acl|list", "command", "module|list", "auth"]
    // Before 7.0 subcommands are not counted apart.
    let names = Set(commands + commands.map { $0.prefix { $0 != "|" } }.map(String.init))
    let usec = names.compactMap { info["cmdstat_\($0)"].flatMap { field("usec", of: $0) } }
    return usec.isEmpty ? nil : usec.reduce(0, +) / 1e6
  }

  /// The 99th percentile of the execution of the commands that were given most often, since the start of the server.
  private var latencies: [Look.Fact] {
    let counts = info.fields(beginning: "cmdstat_").map { (name: $0.name, calls: field("calls", of: $0.value) ?? 0) }
    let often = counts.sorted { ($1.calls, $0.name) < ($0.calls, $1.name) }
    return often.compactMap { command in
      info["latency_percentiles_usec_\(command.name)"].flatMap { field("p99", of: $0) }.map {
        Look.Fact("P99 of \(command.name), executing", .seconds, .number($0 / 1e6))
      }
    }.prefix(5).map(\.self)
  }

  // MARK: Findings

  package enum Subject: CaseIterable, Sendable {
    case memory, eviction, persistence, clients
  }

  /// What anybody must know of that, a sentence each.
  package func findings(of subject: Subject) -> [String] {
    switch subject {
    case .memory: memoryFindings
    case .eviction: evictionFindings
    case .persistence: persistenceFindings
    case .clients: clientFindings
    }
  }

  /// What it did that no requirement allows: the same that a server of the harness is held against.
  package var violations: [String] {
    guard let status = info["aof_last_bgrewrite_status"], status != "ok" else { return [] }
    return ["the last rewrite of the append-only file ended with '\(status)'"]
  }

  private var memoryFindings: [String] {
    var findings: [String] = []
    // MET-001 asks for no more than 80 % and allows 90 % of the memory (CAP-03).
    if let fill, fill > 0.8 {
      findings.append("The server holds \(MeasureUnit.ratio.format(.number(fill))) of its maxmemory.")
    }
    if let ratio = number("allocator_frag_ratio"), ratio > 1.5, number("used_memory") ?? 0 > 100e6 {
      findings.append(
        "Its memory is fragmented: the allocator holds \(grouped(ratio, decimals: 2)) times what is in use.")
    }
    return findings
  }

  private var evictionFindings: [String] {
    let evicted = number("evicted_keys") ?? 0
    guard evicted > 0 else { return [] }
    return ["\(since), it evicted \(grouped(evicted)) keys: what they held is lost, and no writer saw an error."]
  }

  private var persistenceFindings: [String] {
    var findings: [String] = []
    if isAppending, let delayed = number("aof_delayed_fsync"), delayed > 0 {
      findings.append("\(since), \(grouped(delayed)) writes waited for an fsync of more than two seconds.")
    }
    for (error, meaning) in [("MISCONF", "a disk that failed"), ("OOM", "full memory")] {
      guard let count = info["errorstat_\(error)"].flatMap({ field("count", of: $0) }), count > 0 else { continue }
      findings.append("\(since), it refused \(grouped(count)) commands for \(meaning) (\(error)).")
    }
    return findings
  }

  private var clientFindings: [String] {
    guard let refused = number("rejected_connections"), refused > 0 else { return [] }
    return ["\(since), it refused \(grouped(refused)) connections for it had too many."]
  }

  private var since: String { "Since its start \(ago) ago" }

  private var ago: String {
    let seconds = number("uptime_in_seconds") ?? 0
    for (unit, length) in [("days", 86400.0), ("hours", 3600), ("minutes", 60)] where seconds >= 2 * length {
      return "\(grouped((seconds / length).rounded(.down))) \(unit)"
    }
    return "\(grouped(seconds)) seconds"
  }

  // MARK: Fields

  /// The share of `maxmemory` that is in use, as eviction counts it; `nil` without a limit.
  private var fill: Double? {
    guard let limit = number("maxmemory"), limit > 0, let used = number("used_memory") else { return nil }
    return max(0, used - (number("mem_not_counted_for_evict") ?? 0)) / limit
  }

  private var keys: Double {
    info.fields(beginning: "db").compactMap { field("keys", of: $0.value) }.reduce(0, +)
  }

  private var isAppending: Bool { info["aof_enabled"] == "1" }

  private func number(_ field: String) -> Double? { info[field].flatMap(finite) }

  /// A number; `nil` of what is none, or is beyond all of them.
  private func finite(_ text: some StringProtocol) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

  /// One of several in a value, such as `calls=3,usec=17`.
  private func field(_ name: String, of value: String) -> Double? {
    value.split(separator: ",").first { $0.hasPrefix("\(name)=") }.flatMap { finite($0.dropFirst(name.count + 1)) }
  }

  private func fact(
    _ name: String, _ unit: MeasureUnit, _ field: String, times factor: Double = 1, notBelow least: Double? = nil
  ) -> Look.Fact? {
    guard let number = number(field), number >= least ?? number else { return nil }
    return Look.Fact(name, unit, .number(number * factor))
  }

  private func text(_ name: String, _ text: String?) -> Look.Fact? {
    text.map { Look.Fact(name, .value, .text($0)) }
  }
}
