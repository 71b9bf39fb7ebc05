import Foundation
import MET001Testing
import RedisFixture
import Testing

@Suite("Append-only file", .specification, .tags(.configuration))
struct AppendOnlyFileTests {
  @Test(.tags(.must)) func `CFG-03 append-only file, synced every second`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let connection = try server.connect()
      let before = appendOnlyBytes(of: server)
      try connection.command("SET", "event:0", "{}")
      // The server writes the file before it answers the next command of the same client.
      try connection.command("PING")
      evidence.record(.aofGrowth, appendOnlyBytes(of: server) - before)
      let persistence = try connection.info("persistence")
      evidence.record(.aofEnabled, try persistence.integer("aof_enabled"))
      // Without an append-only file there is no such field.
      evidence.record(.aofLastWriteStatus, persistence["aof_last_write_status"] ?? "none")
      evidence.attach(persistence.text, named: "info-persistence.txt")
      try evidence.record(settings: ["appendonly", "appendfsync"], from: try await LiveSettings(server))
    }
  }

  @Test(.tags(.must)) func `CFG-04 append-only file, safe settings`() async throws {
    try await withServerUnderTest(scaled: false) { server in
      let live = try await LiveSettings(server)
      evidence.attach(live.text, named: "config-get.txt")
      try evidence.record(
        settings: [
          "no-appendfsync-on-rewrite", "aof-load-truncated", "aof-use-rdb-preamble", "auto-aof-rewrite-percentage",
          "auto-aof-rewrite-min-size", "save",
        ], from: live)
    }
  }

  /// The size of everything the server has written into its data directory.
  private func appendOnlyBytes(of server: RedisServer) -> Int {
    let files = FileManager.default.enumerator(atPath: server.dataDirectory)
    var bytes = 0
    while files?.nextObject() != nil {
      if let attributes = files?.fileAttributes, attributes[.type] as? FileAttributeType == .typeRegular {
        bytes += (attributes[.size] as? Int) ?? 0
      }
    }
    return bytes
  }
}
