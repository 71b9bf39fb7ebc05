import MET001
import MET001Testing
import RedisConfiguration
import RedisFixture
import Testing

@Suite("Remediations", .specification, .tags(.configuration))
struct RemediationTests {
  @Test(.tags(.must)) func `CFG-08 every gap has its remediation`() async throws {
    let specification = evidence.settings.specification
    // A server of another version does not know all of them.
    let known = try await withServerUnderTest(scaled: false) { server in
      let live = try await LiveSettings(server)
      if let refusal = live.refusal { try evidence.notChecked("CONFIG GET is refused (\(refusal))") }
      try await applyRemediations(to: specification.gaps { live[$0] }, of: server, subject: "under test")
      return specification.judgedSettings.filter { live[$0] != nil }
    }
    try await withRedisServer(allWrong(evidence.settings.redisServer, of: known)) { server in
      let live = try await LiveSettings(server)
      let gaps = specification.gaps { live[$0] }
      evidence.sometimes("every judged setting was wrong", gaps.count == known.count)
      try await applyRemediations(to: gaps, of: server, subject: "all wrong")
    }
  }

  /// Applies the remediations as the report prints them: the commands to the running server, the lines to a new one.
  private func applyRemediations(to gaps: [Gap], of server: RedisServer, subject: String) async throws {
    let remediations = gaps.compactMap(\.remediation)
    evidence.record(.gapsWithoutRemediation, gaps.count - remediations.count, of: subject, samples: gaps.count)
    let connection = try server.connect()
    for remediation in remediations {
      guard let command = remediation.command else { continue }
      // A remediation that the server refuses leaves its gap, which is counted below.
      if case .error(let reply) = try connection.send(splitArguments(command) ?? []) {
        evidence.note("The server refuses \(command): \(reply).")
      } else {
        server.noteChange(of: remediation.setting)
      }
    }
    let needRestart = Set(remediations.filter { $0.command == nil }.map(\.setting))
    let live = try await LiveSettings(server)
    let leftRunning = evidence.settings.specification.gaps { live[$0] }.filter { !needRestart.contains($0.setting) }

    let lines = try ConfigurationFile(text: remediations.map(\.line).joined(separator: "\n")).directives
    var remedied = server.configuration
    remedied.file = remedied.file.appending(lines)
    let leftRestarted = try await withRedisServer(remedied) { server in
      let live = try await LiveSettings(server)
      return evidence.settings.specification.gaps { live[$0] }
    }
    evidence.record(.gapsAfterRemediation, leftRunning.count, of: "\(subject), CONFIG SET", samples: gaps.count)
    evidence.record(.gapsAfterRemediation, leftRestarted.count, of: "\(subject), redis.conf", samples: gaps.count)
  }

  /// What every setting that a control judges must not be.
  private static let wrong: KeyValuePairs = [
    "maxmemory": ["1gb"],
    "maxmemory-policy": ["volatile-ttl"],
    "maxmemory-samples": ["1"],
    "appendonly": ["no"],
    "appendfsync": ["no"],
    "no-appendfsync-on-rewrite": ["yes"],
    "aof-load-truncated": ["no"],
    "aof-use-rdb-preamble": ["no"],
    "auto-aof-rewrite-percentage": ["50"],
    "auto-aof-rewrite-min-size": ["1mb"],
    "save": ["3600", "1"],
    "timeout": ["60"],
    "tcp-keepalive": ["0"],
    "tcp-backlog": ["128"],
    "databases": ["16"],
    "maxclients": ["100"],
    "bind": ["0.0.0.0"],
    "protected-mode": ["no"],
    "enable-debug-command": ["yes"],
    "enable-protected-configs": ["yes"],
  ]

  /// Each of these settings set to what it must not be.
  private func allWrong(_ program: String, of names: [String]) -> ServerConfiguration {
    let lines = Self.wrong.filter { names.contains($0.key) }.map { Directive($0.key, arguments: $0.value) }
    return ServerConfiguration(program: program, file: ConfigurationFile(directives: lines))
  }
}
