import Foundation
import RedisConfiguration
import TestSupport
import Testing

/// What a server of version 7.0.15 prints when it refuses a line.
@Suite("Refusal")
struct RefusalTests {
  private func printed(line number: Int, _ line: String, _ reason: String = "wrong number of arguments") -> [String] {
    [
      "*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***", "Reading the configuration file, at line \(number)",
      ">>> '\(line)'", reason,
    ]
  }

  @Test func `the line is named as the file has it`() throws {
    try inTemporaryDirectory { directory throws in
      let path = "\(directory)/redis.conf"
      try write("# a comment\n\nhz 10\n\nmaxmemory lots\n", to: path)
      let refusal = try ConfigurationFile(path: path).refusal(
        in: ["a banner"] + printed(line: 2, "maxmemory lots", "argument must be a memory value"))
      #expect(refusal?.path == path)
      #expect(
        refusal?.words
          == "Reading the configuration file, at line 5 >>> 'maxmemory lots' argument must be a memory value")
    }
  }

  @Test func `the line of an included file is named by that file`() throws {
    try inTemporaryDirectory { directory throws in
      try write("hz 10\ninclude more.conf\n", to: "\(directory)/redis.conf")
      try write("\n\nmaxmemory lots\n", to: "\(directory)/more.conf")
      let refusal = try ConfigurationFile(path: "\(directory)/redis.conf").refusal(
        in: printed(line: 2, "maxmemory lots"))
      #expect(refusal?.path == "\(directory)/more.conf")
      #expect(refusal?.words.contains("at line 3 ") == true)
    }
  }

  @Test(arguments: [
    ("requirepass hunter2 x", "wrong number of arguments"), ("masterauth hunter2 x", "wrong number of arguments"),
    ("primaryauth hunter2 x", "wrong number of arguments"), ("tls-key-file-pass hunter2 x", "wrong number"),
    ("REQUIREPASS \"hunter2\" x", "wrong number of arguments"),
    ("user a on hunter2", "Error in user declaration 'hunter2': Syntax error"),
  ])
  func `a secret is masked in the line and in what is said of it`(line: String, reason: String) throws {
    let file = try ConfigurationFile(text: "hz 10\n\(line)\n")
    let words = try #require(file.refusal(in: printed(line: 2, line, reason))).words
    #expect(words.contains("at line 2"))
    #expect(words.contains("(redacted)"))
    #expect(!words.contains("hunter2"))
    #expect(words.contains(reason.prefix(12)))
  }

  @Test func `a line that no file has is one of the server's arguments`() throws {
    let file = try ConfigurationFile(text: "hz 10\n")
    let refusal = try #require(file.refusal(in: printed(line: 7, "requirepass \"hunter2\" \"x\"")))
    #expect(refusal.path == nil)
    #expect(
      refusal.words
        == "Reading the configuration file >>> 'requirepass (redacted)' wrong number of arguments")
  }

  @Test func `only the words of the refusal are taken`() throws {
    let file = try ConfigurationFile(text: "hz 10\n")
    #expect(file.refusal(in: []) == nil)
    #expect(file.refusal(in: ["# Configuration loaded", "at line 3"]) == nil)
    let later = printed(line: 1, "hz ten") + ["the entry point says goodbye"]
    #expect(file.refusal(in: later)?.words.contains("goodbye") == false)
    #expect(file.refusal(in: ["*** FATAL CONFIG FILE ERROR ***"])?.words == "")
  }

  @Test func `the secrets of a configuration are masked in any text`() throws {
    let file = try ConfigurationFile(
      text: "requirepass hunter2\nuser default nopass >hunter3 hunter4 ~* +@all\nmaxmemory-policy noeviction\n")
    #expect(
      file.masking("hunter2, '>hunter3', hunter4 ~* +@all, default nopass noeviction")
        == "(redacted), '>(redacted)', (redacted) ~* +@all, default nopass noeviction")
  }
}
