import Foundation
import RedisConfiguration
import TestSupport
import Testing

@Suite("Configuration file")
struct ConfigurationFileTests {
  private func directives(_ text: String) throws -> [Directive] {
    try ConfigurationFile(text: text).directives
  }

  /// Why the text, or the file, cannot be read.
  private func reason(_ read: () throws -> ConfigurationFile) -> String? {
    do {
      _ = try read()
      return nil
    } catch let error as ConfigurationError {
      return "\(URL(filePath: error.path).lastPathComponent): \(error.reason)"
    } catch {
      return "\(error)"
    }
  }

  @Test func `comments and empty lines say nothing`() throws {
    #expect(
      try directives("# a comment\n\n   \n\t# another\nport 1\r\n  timeout\t0  \n") == [
        Directive("port", "1"), Directive("timeout", "0"),
      ])
    #expect(try directives("").isEmpty)
  }

  @Test func `a hash in the middle of a line is part of it`() throws {
    #expect(
      try directives("masterauth pass#word # not a comment") == [
        Directive("masterauth", "pass#word", "#", "not", "a", "comment")
      ])
  }

  @Test func `names are in lower case, values as they are`() throws {
    #expect(try directives("MaxMemory 2GB") == [Directive("maxmemory", "2GB")])
  }

  @Test(arguments: [
    (#"a "b c" d"#, ["a", "b c", "d"]),
    (#""""#, [""]),
    (#"''"#, [""]),
    (#""a\"b\\c""#, [#"a"b\c"#]),
    (#""\x41\n\t\r""#, ["A\n\t\r"]),
    (#""\xZZ\q""#, ["xZZq"]),
    (#""\x+f""#, ["x+f"]),
    (#"'it\'s' 'a\nb'"#, ["it's", #"a\nb"#]),
    (#"'a "b" c'"#, [#"a "b" c"#]),
    (#"a"b c" d"#, ["ab c", "d"]),
    (#"a'b c'"#, ["ab c"]),
    ("\ta \t b\t", ["a", "b"]),
    (#"back\slash"#, [#"back\slash"#]),
    ("ü \"é è\"", ["ü", "é è"]),
  ])
  func `words are split as Redis splits them`(line: String, words: [String]) throws {
    #expect(splitArguments(line) == words)
  }

  @Test(arguments: [#"a "b"#, "a 'b", #""a"b"#, "'a'b", #""a\""#, #"a"b"#, "it's"])
  func `unbalanced quotes are refused with the line`(line: String) {
    #expect(splitArguments(line) == nil)
    #expect(reason { try ConfigurationFile(text: "port 1\n\n\(line)\n") } == "text: line 3: unbalanced quotes")
  }

  @Test func `the last value wins`() throws {
    let file = try ConfigurationFile(text: "maxmemory 1gb\nport 1\nMAXMEMORY 2gb\n")
    #expect(file.value(of: "maxmemory") == "2gb")
    #expect(file.value(of: "dir") == nil)
    #expect(file.appending([Directive("maxmemory", "3gb")]).value(of: "maxmemory") == "3gb")
  }

  @Test func `several arguments are one value`() throws {
    #expect(try ConfigurationFile(text: "save 3600 1 300 100").value(of: "save") == "3600 1 300 100")
    #expect(try ConfigurationFile(text: #"save """#).value(of: "save") == "")
  }

  @Test func `secrets are redacted and nothing else is`() throws {
    let file = try ConfigurationFile(
      text: """
        RequirePass hunter2
        masterauth hunter3
        user default on >hunter4 ~* +@all
        tls-key-file-pass hunter5
        maxmemory 2gb
        """)
    #expect(
      file.redactedText == """
        requirepass (redacted)
        masterauth (redacted)
        user (redacted)
        tls-key-file-pass (redacted)
        maxmemory 2gb

        """)
  }

  @Test(arguments: [
    "plain", "two words", #"a "quoted" word"#, "it's", #"back\slash"#, "tab\there", "line\nbreak", "", "ümlaut",
    "#hash",
  ])
  func `its text has the same meaning`(value: String) throws {
    let file = ConfigurationFile(directives: [Directive("masterauth", value), Directive("port", "1")])
    #expect(try ConfigurationFile(text: file.text) == file)
  }

  // MARK: Includes

  @Test func `includes are read where they stand, from the file's own directory`() async throws {
    try inTemporaryDirectory { directory in
      try FileManager.default.createDirectory(atPath: "\(directory)/more", withIntermediateDirectories: false)
      try write("timeout 1\ninclude more/one.conf\ntimeout 3\n", to: "\(directory)/redis.conf")
      // Relative to this file, not to the one that includes it.
      try write("timeout 2\ninclude two.conf\n", to: "\(directory)/more/one.conf")
      try write("databases 7\ninclude \(directory)/three.conf\n", to: "\(directory)/more/two.conf")
      try write("hz 50\n", to: "\(directory)/three.conf")
      let file = try ConfigurationFile(path: "\(directory)/redis.conf")
      #expect(file.directives.map(\.line) == ["timeout 1", "timeout 2", "databases 7", "hz 50", "timeout 3"])
    }
  }

  @Test func `an include may be a pattern, which may match nothing`() async throws {
    try inTemporaryDirectory { directory in
      for name in ["20-b", "10-a"] { try write("syslog-ident \(name)\n", to: "\(directory)/\(name).conf") }
      try write("timeout 1\n", to: "\(directory)/other.txt")
      let file = try ConfigurationFile(text: "include *.conf\ninclude *.none\n", directory: directory)
      #expect(file.directives.map(\.arguments) == [["10-a"], ["20-b"]])
    }
  }

  @Test func `an include that is missing, a directory or itself is refused`() async throws {
    try inTemporaryDirectory { directory in
      try write("include redis.conf\n", to: "\(directory)/redis.conf")
      try write("port 1\nbad \"line\n", to: "\(directory)/bad.conf")
      #expect(reason { try ConfigurationFile(path: "\(directory)/redis.conf") }?.contains("16 deep") == true)
      #expect(
        reason { try ConfigurationFile(text: "include none.conf", directory: directory) }
          == "none.conf: there is no such file")
      #expect(
        reason { try ConfigurationFile(text: "include bad.conf", directory: directory) }
          == "bad.conf: line 2: unbalanced quotes")
      #expect(reason { try ConfigurationFile(path: directory) }?.hasSuffix(": is a directory") == true)
      #expect(reason { try ConfigurationFile(path: "\(directory)/none") } == "none: there is no such file")
    }
  }

  @Test func `paths of files are made absolute`() throws {
    let file = try ConfigurationFile(
      text: "aclfile users.acl\nloadmodule /lib/a.so one two\naclfile \"\"\n", directory: "/etc/redis")
    #expect(
      file.directives == [
        Directive("aclfile", "/etc/redis/users.acl"), Directive("loadmodule", "/lib/a.so", "one", "two"),
        Directive("aclfile", ""),
      ])
  }

  @Test func `the two configurations in deploy differ in the policy alone, and include nothing`() throws {
    let deploy = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy")
    let buffer = try ConfigurationFile(path: deploy.appending(path: "redis.conf").path)
    let retention = try ConfigurationFile(path: deploy.appending(path: "redis-retention.conf").path)
    #expect(buffer.directives.map(\.name) == retention.directives.map(\.name))
    #expect(
      zip(buffer.directives, retention.directives).filter { $0 != $1 }.map(\.1)
        == [Directive("maxmemory-policy", "noeviction")])
    for name in ["redis.conf", "redis-retention.conf"] {
      let text = try String(contentsOf: deploy.appending(path: name), encoding: .utf8)
      #expect(!text.split(separator: "\n").contains { $0.hasPrefix("include ") })
    }
  }
}
