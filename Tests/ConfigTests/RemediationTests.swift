import MET001
import MET001Testing
import RedisConfiguration
import RedisFixture
import Testing

@Suite("Remediations", .specification, .tags(.configuration))
struct RemediationTests {
  @Test(.tags(.must)) func `CFG-08 every gap has its remediation`() async throws {
    let specification = evidence.settings.specification
    try await withServerUnderTest(scaled: false) { server in
      let live = try LiveSettings(server.connect())
      if let refusal = live.refusal { try evidence.notChecked("CONFIG GET is refused (\(refusal))") }
      try await applyRemediations(to: specification.gaps { live[$0] }, of: server, subject: "under test")
    }
    try await withRedisServer(allWrong(evidence.settings.redisServer)) { server in
      let live = try LiveSettings(server.connect())
      let gaps = specification.gaps { live[$0] }
      evidence.sometimes("every judged setting was wrong", gaps.count == specification.judgedSettings.count)
      try await applyRemediations(to: gaps, of: server, subject: "all wrong")
    }
  }

  /// Applies the remediations as the report prints them: the commands to the running server, the lines to a new one.
  private func applyRemediations(to gaps: [Gap], of server: RedisServer, subject: String) async throws {
    let remediations = gaps.compactMap(\.remediation)
    evidence.record(.gapsWithoutRemediation, gaps.count - remediations.count, of: subject, samples: gaps.count)
    let connection = try server.connect()
    for command in remediations.compactMap(\.command) {
      // A remediation that the server refuses leaves its gap, which is counted below.
      guard case .error(let reply) = try connection.send(splitArguments(command) ?? []) else { continue }
      evidence.note("The server refuses \(command): \(reply).")
    }
    let needRestart = Set(remediations.filter { $0.command == nil }.map(\.setting))
    let live = try LiveSettings(connection)
    let leftRunning = evidence.settings.specification.gaps { live[$0] }.filter { !needRestart.contains($0.setting) }

    let lines = try ConfigurationFile(text: remediations.map(\.line).joined(separator: "\n")).directives
    var remedied = server.configuration
    remedied.file = remedied.file.appending(lines)
    let leftRestarted = try await withRedisServer(remedied) { server in
      let live = try LiveSettings(server.connect())
      return evidence.settings.specification.gaps { live[$0] }
    }
    evidence.record(.gapsAfterRemediation, leftRunning.count, of: "\(subject), CONFIG SET", samples: gaps.count)
    evidence.record(.gapsAfterRemediation, leftRestarted.count, of: "\(subject), redis.conf", samples: gaps.count)
  }

  /// Every setting that a control judges, set to what it must not be.
  private func allWrong(_ program: String) -> ServerConfiguration {
    ServerConfiguration(program: program)
      .setting("maxmemory", "1gb")
      .setting("maxmemory-policy", "volatile-ttl")
      .setting("maxmemory-samples", "1")
      .setting("appendonly", "no")
      .setting("appendfsync", "no")
      .setting("no-appendfsync-on-rewrite", "yes")
      .setting("aof-load-truncated", "no")
      .setting("aof-use-rdb-preamble", "no")
      .setting("auto-aof-rewrite-percentage", "50")
      .setting("auto-aof-rewrite-min-size", "1mb")
      .setting("save", "3600", "1")
      .setting("timeout", "60")
      .setting("tcp-keepalive", "0")
      .setting("tcp-backlog", "128")
      .setting("databases", "16")
      .setting("maxclients", "100")
      .setting("bind", "0.0.0.0")
      .setting("protected-mode", "no")
      .setting("enable-debug-command", "yes")
      .setting("enable-protected-configs", "yes")
  }
}
