import Foundation
import MET001
import Testing

@Suite("Mutants' files")
struct MutantReaderTests {
  private static let text = """
    {
      "title": "A leak", "kind": "wrapper", "why": "It drips.", "configuration": ["hole 1"], "server": "leak.sh",
      "red": {"ABC-01": "fail", "ABC-02": "error"}, "beside": "ABC"
    }
    """

  private func read(_ text: String, named name: String = "leak") throws -> Mutant {
    try Mutant(named: name, json: Data(text.utf8))
  }

  private func refusal(_ text: String, named name: String = "leak") -> String? {
    do {
      _ = try read(text, named: name)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `a file holds the whole mutant but its name`() throws {
    let mutant = try read(Self.text)
    #expect(mutant.name == "leak")
    #expect(mutant.kind == .wrapper)
    #expect(mutant.configuration == ["hole 1"])
    #expect(mutant.server == "leak.sh")
    #expect(mutant.red == ["ABC-01": .fail, "ABC-02": .error])
  }

  @Test func `a field that nothing reads is refused`() throws {
    #expect(
      refusal(try Self.text.changing("\"beside\"", to: "\"besides\"")) == "leak.json: besides: unknown field")
  }

  @Test func `what the fields alone can tell is refused`() throws {
    let text = Self.text
    #expect(refusal("{") == "leak.json: is not JSON")
    #expect(refusal(text, named: "A leak")?.contains("a-z, 0-9 and hyphens") == true)
    #expect(
      refusal(try text.changing("\"A leak\"", to: "\"\"")) == "leak.json: title and why must say something")
    #expect(refusal(try text.changing("\"hole 1\"", to: "")) == "leak.json: configuration: has no line")
    #expect(
      refusal(try text.changing("\"wrapper\"", to: "\"configuration\""))
        == "leak.json: server: a mutant of the kind configuration has none")
    #expect(
      refusal(try text.changing("\"server\": \"leak.sh\",", to: ""))
        == "leak.json: server: is missing; a wrapper is brought by a program")
    #expect(
      refusal(try text.changing("\"ABC-01\": \"fail\", \"ABC-02\": \"error\"", to: ""))
        == "leak.json: red: names no control, so nothing could kill it")
    #expect(
      refusal(try text.changing("\"fail\"", to: "\"pass\""))
        == "leak.json: red.ABC-01: expected fail, error or not-checked, not pass")
    #expect(
      refusal(try text.changing("\"beside\": \"ABC\"", to: "\"beside\": \"(\""))
        == "leak.json: beside: '(' is no regular expression")
    #expect(refusal(try text.changing("\"wrapper\"", to: "\"magic\""))?.hasPrefix("leak.json: kind: ") == true)
    #expect(refusal(try text.changing("\"why\": \"It drips.\",", to: "")) == "leak.json: field 'why' is missing")
  }

  @Test func `the controls beside are those that can fail, in the order of the specification`() throws {
    let specification = try MadeUpSpecification.read()
    #expect(try read(Self.text).controls(of: specification).map(\.id) == ["ABC-01", "ABC-02"])
    let red = try Self.text.changing("\"ABC-02\": \"error\"", to: "\"ABC-03\": \"error\"")
    let beside = try red.changing("\"ABC\"", to: "\"XYZ\"")
    #expect(try read(red).controls(of: specification).map(\.id) == ["ABC-01", "ABC-02", "ABC-03"])
    #expect(try read(beside).controls(of: specification).map(\.id) == ["ABC-01", "ABC-03"])
  }

  @Test func `a filter looks at name, title and controls`() throws {
    let mutant = try read(Self.text)
    #expect(try mutant.matches("^LEAK$"))
    #expect(try mutant.matches("a le"))
    #expect(try mutant.matches("abc-02"))
    #expect(try !mutant.matches("drips"))
  }

  // MARK: Directories

  private func inDirectory(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let directory = "\(NSTemporaryDirectory())/mutants-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)")) }
    try body(directory)
  }

  private func refusal(of directory: String) -> String? {
    do {
      _ = try MutantCollection(directory: directory, specification: try MadeUpSpecification.read())
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `a directory gives its mutants in the order of their names`() throws {
    let other = try Self.text.changing("\"leak.sh\"", to: "\"README\"")
    try inDirectory(["b.json": Self.text, "a.json": other, "leak.sh": "", "README": ""]) { directory throws in
      for file in ["leak.sh", "README"] { #expect(chmod("\(directory)/\(file)", 0o700) == 0) }
      let collection = try MutantCollection(directory: directory, specification: try MadeUpSpecification.read())
      #expect(collection.mutants.map(\.name) == ["a", "b"])
    }
  }

  @Test func `a program that is missing or not executable is refused`() throws {
    try inDirectory(["leak.json": Self.text]) { directory throws in
      #expect(refusal(of: directory) == "leak.json: server: there is no file \(directory)/leak.sh")
      try Data().write(to: URL(filePath: "\(directory)/leak.sh"))
      #expect(refusal(of: directory) == "leak.json: server: \(directory)/leak.sh is not executable; chmod +x it")
    }
  }

  @Test func `a control that the specification has not is refused`() throws {
    try inDirectory(["leak.json": try Self.text.changing("ABC-02", to: "ABC-99")]) { directory throws in
      #expect(refusal(of: directory) == "leak.json: red.ABC-99: the specification abc has no such control")
    }
  }

  @Test func `a specification that cannot be read is refused`() throws {
    let text = try Self.text.changing("\"beside\": \"ABC\"", to: "\"specification\": \"s/other.json\"")
    try inDirectory(["leak.json": text]) { directory throws in
      #expect(refusal(of: directory)?.hasPrefix("leak.json: specification s/other.json: is no file") == true)
    }
  }

  @Test func `a directory without mutants is refused`() throws {
    try inDirectory([:]) { #expect(refusal(of: $0) == "\($0): holds no mutant") }
    #expect(refusal(of: "/no/such") == "/no/such: holds no mutant")
  }
}
