import MET001Testing
import RedisConfiguration
import RedisFixture
import Testing

@Suite("Drift", .specification, .tags(.configuration))
struct DriftTests {
  @Test(.tags(.must)) func `CFG-07 no drift`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let connection = try server.connect()
      let live = try LiveSettings(connection)
      if let refusal = live.refusal { try evidence.notChecked("CONFIG GET is refused (\(refusal))") }
      let inForce = try ConfigurationFile(path: server.configurationPath)
      let comparison = inForce.drift(from: live.all, ignoring: Placement.replaced)
      evidence.record(.settingsCompared, comparison.compared.count)
      evidence.record(.driftedSettings, comparison.drifts.count, samples: comparison.compared.count)
      for drift in comparison.drifts {
        evidence.note("\(drift.setting) is '\(drift.file)' in the file and '\(drift.live)' in the server.")
      }
      if !comparison.incomparable.isEmpty {
        evidence.note("CONFIG GET does not report \(comparison.incomparable.joined(separator: ", ")).")
      }

      try connection.command("CONFIG", "REWRITE")
      try server.restart()
      let rewritten = try LiveSettings(server.connect())
      let changed = Set(live.all.keys).union(rewritten.all.keys).filter { live[$0] != rewritten[$0] }.sorted()
      evidence.record(.driftedAfterRewrite, changed.count, samples: live.all.count)
      for setting in changed {
        evidence.note("CONFIG REWRITE and a restart changed \(setting).")
      }
      evidence.attach(live.text, named: "config-get.txt")
      evidence.attach(rewritten.text, named: "config-get-after-rewrite.txt")
    }
  }
}
