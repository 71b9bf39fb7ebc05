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

  private func knows(_ name: String) -> Bool { ["hz", "maxmemory", "requirepass"].contains(name) }

  @Test func `the line is named as the file has it`() throws {
    try inTemporaryDirectory { directory throws in
      let path = "\(directory)/redis.conf"
      try write("# a comment\n\nhz 10\n\nmaxmemory lots\n", to: path)
      let refusal = try ConfigurationFile(path: path).refusal(
        in: ["a banner"] + printed(line: 2, "maxmemory lots", "argument must be a memory value"), knows: knows)
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
        in: printed(line: 1, "maxmemory lots"), knows: knows)
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
    let words = try #require(file.refusal(in: printed(line: 2, line, reason), knows: knows)).words
    #expect(words.contains("at line 2"))
    #expect(words.contains("(redacted)"))
    #expect(!words.contains("hunter2"))
    #expect(words.contains(reason.prefix(12)))
  }

  @Test func `a line that no file has is one of the server's arguments`() throws {
    let file = try ConfigurationFile(text: "hz 10\n")
    let refusal = try #require(file.refusal(in: printed(line: 7, "requirepass \"hunter2\" \"x\""), knows: knows))
    #expect(refusal.path == nil)
    #expect(
      refusal.words
        == "Reading the configuration file >>> (an argument of the server) wrong number of arguments")
  }

  @Test(arguments: ["requirpass hunter2", "hunter2", "hunter2 'x", "Requirepass: hunter2"])
  func `a word that is no setting of the server is not repeated`(line: String) throws {
    let file = try ConfigurationFile(text: "hz 10\n\(line)\n")
    let refusal = try #require(file.refusal(in: printed(line: 2, line, "Bad directive 'hunter2'"), knows: knows))
    #expect(refusal.words == "Reading the configuration file, at line 2 >>> '(redacted)' Bad directive '(redacted)'")
  }

  @Test func `an include that the server cannot read is named by the file that has it`() throws {
    try inTemporaryDirectory { directory throws in
      let path = "\(directory)/redis.conf"
      try write("hz 10\ninclude none.conf\n", to: path)
      let file = try ConfigurationFile(path: path)
      let none = "\(file.workingDirectory)/none.conf"
      let refusal = file.refusal(
        in: ["", "*** FATAL CONFIG FILE ERROR ***", "# Fatal error, can't open config file '\(none)': No such file"],
        knows: knows)
      #expect(refusal == Refusal(path: path, words: "at line 2: can't open \(none): No such file"))
    }
  }

  @Test func `only the words of the refusal are taken`() throws {
    let file = try ConfigurationFile(text: "hz 10\n")
    #expect(file.refusal(in: [], knows: knows) == nil)
    #expect(file.refusal(in: ["# Configuration loaded", "at line 3"], knows: knows) == nil)
    let later = printed(line: 1, "hz ten") + ["the entry point says goodbye"]
    #expect(file.refusal(in: later, knows: knows)?.words.contains("goodbye") == false)
    #expect(file.refusal(in: ["*** FATAL CONFIG FILE ERROR ***"], knows: knows)?.words == "")
  }

  @Test func `what a server repeats of its users is masked, and so is every digest`() throws {
    let file = try ConfigurationFile(text: "user ingest on >hunter2 ~* +@all\n")
    let digest = "f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7"
    #expect(
      file.masking("Reading the file, at line 3 | >>> 'user other on #\(digest) ~* +@all' | Duplicate user found")
        == "Reading the file, at line 3 | >>> 'user (redacted)' | Duplicate user found")
    let harmless = ">>> 'maxmemory lots' | argument must be a memory value"
    #expect(file.masking(harmless) == harmless)
    #expect(file.masking("(\(digest))") == "((redacted))")
  }

  @Test func `the secrets of a configuration are masked in any text`() throws {
    let file = try ConfigurationFile(
      text: "requirepass hunter2\nuser default nopass >hunter3 hunter4 ~* +@all\nmaxmemory-policy noeviction\n")
    #expect(
      file.masking("hunter2, '>hunter3', hunter4 ~* +@all, default nopass noeviction")
        == "(redacted), '>(redacted)', (redacted) ~* +@all, default nopass noeviction")
  }
}
