import RedisFixture
import Testing

@Suite("Info")
struct InfoTests {
  private let info = Info(
    "# Server\r\nredis_version:7.0.15\r\nexecutable:/usr/bin/a:b\r\n\r\n# Memory\r\nused_memory:1024\r\nempty:\r\n"
      + "used_memory:2\r\nnoise\r\n")

  @Test func `a field has the text after its first colon`() {
    #expect(info["redis_version"] == "7.0.15")
    #expect(info["executable"] == "/usr/bin/a:b")
    #expect(info["empty"] == "")
  }

  @Test func `a heading, a line without a colon and an unknown field are none`() {
    #expect(info["# Server"] == nil)
    #expect(info["noise"] == nil)
    #expect(info["unknown"] == nil)
  }

  @Test func `the first of two wins`() throws {
    #expect(try info.integer("used_memory") == 1024)
  }

  @Test(arguments: ["redis_version", "empty", "unknown"])
  func `a number that is not there is an error that names it`(field: String) {
    #expect(throws: FixtureError.unexpected(command: "INFO", reply: "no number '\(field)'")) {
      try info.integer(field)
    }
  }
}
