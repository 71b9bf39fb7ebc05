import RedisConfiguration
import Testing

@Suite("Drift")
struct DriftTests {
  private func words(_ drift: Drift) -> [String] { [drift.setting, drift.file, drift.live] }

  private func compare(
    _ file: String, _ live: [String: String], ignoring ignored: Set<String> = []
  ) throws -> DriftComparison {
    try ConfigurationFile(text: file).drift(from: live, ignoring: ignored)
  }

  @Test(
    arguments: [
      ("0", 0), ("1024", 1024), ("1b", 1), ("1k", 1000), ("1kb", 1024), ("1m", 1_000_000), ("64mb", 67_108_864),
      ("1g", 1_000_000_000), ("2gb", 2_147_483_648), ("2GB", 2_147_483_648),
    ] as [(String, Int)])
  func `a size is read as Redis reads it`(text: String, expected: Int) {
    #expect(bytes(of: text) == expected)
  }

  @Test(arguments: ["", "gb", "1tb", "-1", "1.5gb", "1 gb", "yes", "9223372036854775807gb", "99999999999999999999"])
  func `what is no size is none`(text: String) {
    #expect(bytes(of: text) == nil)
  }

  @Test(arguments: [
    ("2gb", "2147483648"), ("YES", "yes"), ("  a   b ", "a b"), ("normal 0 0 1mb", "normal 0 0 1048576"),
    ("/Data/Redis", "/Data/Redis"), ("", ""),
  ])
  func `equal meanings are equal texts`(value: String, expected: String) {
    #expect(normalise(value) == expected)
  }

  @Test func `a server as its file has it has not drifted`() throws {
    let comparison = try compare(
      "maxmemory 2gb\nappendonly YES\nsave \"\"\nmaxmemory-policy allkeys-lru\n",
      ["maxmemory": "2147483648", "appendonly": "yes", "save": "", "maxmemory-policy": "allkeys-lru", "hz": "10"])
    #expect(comparison.drifts.isEmpty)
    #expect(comparison.compared == ["maxmemory", "appendonly", "save", "maxmemory-policy"])
    #expect(comparison.incomparable.isEmpty)
  }

  @Test func `a setting that is otherwise is named with both values`() throws {
    #expect(
      try compare("maxmemory 2gb\ntimeout 0\n", ["maxmemory": "1073741824", "timeout": "0"]).drifts
        .map(words) == [["maxmemory", "2gb", "1073741824"]])
  }

  @Test func `the last of several lines is compared`() throws {
    #expect(try compare("timeout 5\ntimeout 0\n", ["timeout": "0"]).drifts.isEmpty)
    #expect(try compare("timeout 0\ntimeout 5\n", ["timeout": "0"]).drifts.count == 1)
  }

  @Test(arguments: [
    ("save 3600 1\nsave 300 100\n", "3600 1 300 100", true),
    ("save 3600 1 300 100\n", "3600 1 300 100", true),
    ("save 3600 1\nsave \"\"\n", "", true),
    ("save \"\"\nsave 60 1\n", "60 1", true),
    ("save 3600 1\n", "", false),
    ("save \"\"\n", "3600 1 300 100 60 10000", false),
  ])
  func `save lines add up until an empty one`(file: String, live: String, agrees: Bool) throws {
    #expect(try compare(file, ["save": live]).drifts.isEmpty == agrees)
  }

  @Test func `output buffer limits are compared by class`() throws {
    let live = ["client-output-buffer-limit": "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"]
    #expect(try compare("client-output-buffer-limit replica 256mb 64mb 60\n", live).drifts.isEmpty)
    #expect(
      try compare(
        "client-output-buffer-limit normal 0 0 0\nclient-output-buffer-limit pubsub 32mb 8mb 60\n", live
      ).drifts.isEmpty)
    #expect(try compare("client-output-buffer-limit normal 1mb 0 0\n", live).drifts.count == 1)
  }

  @Test func `what the server does not report is named, not passed over`() throws {
    let comparison = try compare("user default on nopass\nrename-command FLUSHALL \"\"\nhz 10\n", ["hz": "10"])
    #expect(comparison.incomparable == ["user", "rename-command"])
    #expect(comparison.compared == ["hz"])
  }

  @Test func `ignored settings are neither`() throws {
    let comparison = try compare("port 6379\nhz 10\n", ["port": "0", "hz": "10"], ignoring: ["port"])
    #expect(comparison.compared == ["hz"])
    #expect(comparison.incomparable.isEmpty)
    #expect(comparison.drifts.isEmpty)
  }

  @Test func `a secret that drifted is never shown`() throws {
    let comparison = try compare("requirepass hunter2\n", ["requirepass": "hunter3"])
    #expect(comparison.drifts.map(words) == [["requirepass", "(redacted)", "(redacted)"]])
  }
}
