import Foundation
import RedisConfiguration
import TestSupport
import Testing

/// Texts as Redis 7.0.15 reads them, from its config.c and sds.c; the differential test asks the server itself.
@Suite("Reading byte for byte")
struct ReaderTests {
  /// The configuration of a main file with these bytes, in a directory with the others.
  private func read(_ main: [UInt8], beside files: [String: String] = [:]) throws -> ConfigurationFile {
    try inTemporaryDirectory { directory throws in
      for (name, text) in files {
        let path = "\(directory)/\(name)"
        try FileManager.default.createDirectory(
          atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try write(text, to: path)
      }
      try Data(main).write(to: URL(filePath: "\(directory)/redis.conf"))
      return try ConfigurationFile(path: "\(directory)/redis.conf")
    }
  }

  private func lines(_ main: String, beside files: [String: String] = [:]) throws -> [String] {
    try read(Array(main.utf8), beside: files).directives.map(\.line)
  }

  @Test(arguments: ["\u{2028}", "\u{2029}", "\u{85}", "\u{0b}", "\u{0c}", "\r"])
  func `only a line feed ends a line`(separator: String) throws {
    #expect(try lines("# a comment\(separator)maxmemory 2gb\nhz 10\n") == ["hz 10"])
  }

  @Test func `a comment begins with the first byte`() throws {
    #expect(try lines(" \t\r# a comment\n\u{0b}# two words\n") == ["\u{0b}# two words"])
    #expect(try read(Array("\u{0b}# two\n".utf8)).directives.map(\.name) == ["#"])
  }

  @Test func `lines go to the server as they are`() throws {
    let text = "MaxMemory   2GB\nmasterauth \"a\\x41\" \nuser a  on >b\n"
    #expect(try lines(text) == ["MaxMemory   2GB", "masterauth \"a\\x41\"", "user a  on >b"])
    let bytes: [UInt8] = Array("masterauth ".utf8) + [0xff, 0xfe]
    #expect(try read(bytes + [0x0a]).bytes == bytes + [0x0a])
  }

  @Test func `a zero byte swallows the rest of its line and the line end`() throws {
    #expect(
      try read(Array("hz 1".utf8) + [0] + Array("9\n0\ntimeout 1\n".utf8)).directives.map(\.line) == [
        "hz 10", "timeout 1",
      ])
  }

  @Test func `a line whose quotes are unbalanced is left to the server to refuse`() throws {
    let file = try read(Array("hz 10\nmasterauth \"a\n".utf8))
    #expect(file.directives.map(\.name) == ["hz", ""])
    #expect(file.text == "hz 10\nmasterauth \"a\n")
  }

  // MARK: Includes

  @Test func `an include is relative to the working directory, not to the file that has it`() throws {
    let files = ["inc/site.conf": "include inc/limits.conf\n", "inc/limits.conf": "maxmemory 2gb\n"]
    #expect(try lines("hz 10\ninclude inc/site.conf\nhz 20\n", beside: files) == ["hz 10", "maxmemory 2gb", "hz 20"])
  }

  @Test func `dir changes what an include after it is relative to`() throws {
    let files = ["a/x.conf": "hz 11\n", "x.conf": "hz 12\n"]
    #expect(
      try lines("include x.conf\ndir a\ninclude x.conf\ndir ..\ninclude x.conf\n", beside: files)
        == ["hz 12", "dir a", "hz 11", "dir ..", "hz 12"])
  }

  @Test func `files that match one pattern are one text`() throws {
    let files = ["d/1.conf": "hz 1", "d/2.conf": "3\ntimeout 1\n"]
    #expect(try lines("include d/*.conf\n", beside: files) == ["hz 13", "timeout 1"])
  }

  @Test func `a directory is an empty file`() throws {
    #expect(try lines("include d\nhz 10\n", beside: ["d/1.conf": "hz 1\n"]) == ["hz 10"])
  }

  @Test func `an include that cannot be read, or has two words, is left to the server`() throws {
    let file = try read(Array("include none.conf\ninclude a b\ninclude *.none\n".utf8))
    #expect(file.directives.map(\.arguments) == [["\(file.workingDirectory)/none.conf"], ["a", "b"]])
  }

  @Test func `all files that were read are named`() throws {
    let file = try read(Array("include d/*.conf\ninclude d/1.conf\n".utf8), beside: ["d/1.conf": "", "d/2.conf": ""])
    #expect(file.files.map { URL(filePath: $0).lastPathComponent } == ["redis.conf", "1.conf", "2.conf"])
  }

  @Test func `each line knows its own file and number`() throws {
    let file = try read(
      Array("\n\nhz 10\ninclude d/*.conf\n".utf8), beside: ["d/1.conf": "\nhz 1\n", "d/2.conf": "hz 2\n"])
    let sources = file.directives.compactMap(\.source).map { "\(URL(filePath: $0.path).lastPathComponent):\($0.line)" }
    #expect(sources == ["redis.conf:3", "1.conf:2", "2.conf:1"])
  }

  @Test func `includes that never end are refused`() {
    #expect(throws: ConfigurationError.self) { try read(Array("include redis.conf\n".utf8)) }
  }
}
