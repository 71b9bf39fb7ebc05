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
  func `unbalanced quotes are no words`(line: String) {
    #expect(splitArguments(line) == nil)
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
        rename-command FLUSHALL hunter6
        loadmodule /lib/a.so hunter7
        module.setting hunter8
        maxmemory 2gb
        """)
    #expect(
      file.redactedText == """
        requirepass (redacted)
        masterauth (redacted)
        user (redacted)
        tls-key-file-pass (redacted)
        rename-command (redacted)
        loadmodule (redacted)
        module.setting (redacted)
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

  @Test func `a file that is missing or a directory is refused`() throws {
    try inTemporaryDirectory { directory throws in
      #expect(reason { try ConfigurationFile(path: directory) }?.hasSuffix(": is a directory") == true)
      #expect(reason { try ConfigurationFile(path: "\(directory)/none") } == "none: there is no such file")
    }
  }

  @Test func `a configuration is written with its includes as they are`() throws {
    try inTemporaryDirectory { directory throws in
      try FileManager.default.createDirectory(atPath: "\(directory)/d", withIntermediateDirectories: false)
      try write("hz 10\ninclude d/*.conf\ntimeout 3\n", to: "\(directory)/redis.conf")
      try write("timeout 1\ninclude more\n", to: "\(directory)/d/1.conf")
      try write("timeout 2\n", to: "\(directory)/d/2.conf")
      try write("databases 1\n", to: "\(directory)/more")
      let file = try ConfigurationFile(path: "\(directory)/redis.conf")
      let copy = "\(directory)/copy.conf"
      try file.write(to: copy)
      #expect(try String(contentsOfFile: copy, encoding: .utf8) == "hz 10\ninclude \(copy).1\ntimeout 3\n")
      #expect(
        try String(contentsOfFile: "\(copy).1", encoding: .utf8) == "timeout 1\ninclude \(copy).2\ntimeout 2\n")
      #expect(try ConfigurationFile(path: copy).directives == file.directives)
    }
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
