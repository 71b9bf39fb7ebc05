import Foundation
import MET001
import Processes
import RedisConfiguration
import TestSupport
import Testing

/// Whole proofs, with a stand-in for `swift` whose tests read one setting of the configuration under test.
@Suite("Proofs of the program", .blocking, .serialized)
struct ProveTests {
  private static let tuned = #"""
    {"title": "Tuned", "kind": "configuration", "why": "Faster.", "configuration": ["maxmemory-samples 1"],
     "red": {"CFG-02": "fail", "CAP-02": "fail"}}
    """#
  private static let harmless = #"""
    {"title": "Harmless", "kind": "configuration", "why": "Nothing.", "configuration": ["hz 50"],
     "red": {"CFG-02": "fail"}, "beside": "CAP-02"}
    """#
  private static let sleepy = #"""
    {"title": "Sleepy", "kind": "configuration", "why": "It waits.", "configuration": ["hz 77"],
     "red": {"CFG-02": "fail"}}
    """#
  private static let nervous = #"""
    {"title": "Nervous", "kind": "configuration", "why": "It trembles.", "configuration": ["hz 60"],
     "red": {"CFG-02": "fail"}}
    """#
  private static let unlucky = #"""
    {"title": "Unlucky", "kind": "configuration", "why": "Its neighbours are loud.", "configuration": ["hz 61"],
     "red": {"CFG-02": "fail"}}
    """#
  private static let sociable = #"""
    {"title": "Sociable", "kind": "configuration", "why": "It wants company.", "configuration": ["hz 78"],
     "red": {"CFG-02": "fail"}, "beside": "CFG-02"}
    """#
  private static let unsociable = #"""
    {"title": "Unsociable", "kind": "configuration", "why": "It wants none.", "configuration": ["hz 78"],
     "red": {"CFG-02": "fail"}, "beside": "CAP-02"}
    """#
  private static let leaky = #"""
    {"title": "Leaky", "kind": "wrapper", "why": "It drips.", "server": "leak.sh", "red": {"CFG-02": "fail"},
     "beside": "CFG"}
    """#

  /// The program, with the stand-in first in PATH and mutants of these texts.
  private func program(in directory: String, mutants: [String: String], quiet: Bool = false) throws -> Program {
    try FileManager.default.createDirectory(atPath: "\(directory)/mutants", withIntermediateDirectories: true)
    for (name, text) in mutants { try write(text, to: "\(directory)/mutants/\(name).json") }
    if mutants.values.contains(Self.leaky) {
      try installProgram("#!/bin/sh\n", at: "\(directory)/mutants/leak.sh")
    }
    return try JudgedSetting.program(in: directory, quiet: quiet)
  }

  private func arguments(_ directory: String, _ more: String...) -> [String] {
    ["prove", "--mutants", "\(directory)/mutants", "--specification", JudgedSetting.specification(in: directory)] + more
  }

  private func calls(_ directory: String) throws -> [Substring] { try JudgedSetting.calls(in: directory) }

  private func expectNothingLeft(in directory: String) throws {
    #expect(try !FileManager.default.contentsOfDirectory(atPath: directory).contains { $0.hasPrefix("met001-") })
  }

  @Test func `a mutant that its controls kill is a proof`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["tuned": Self.tuned])
      let outcome = try program.run(arguments(directory, "--output", "\(directory)/proof"))
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
      #expect(outcome.error.isEmpty)
      #expect(outcome.output.contains("\ntuned ✗   ✗\n"))
      #expect(outcome.output.hasSuffix("Proved: 1 of 1 mutant killed by their controls, and by no other\n"))
      #expect(try calls(directory) == ["`(CFG-02|CAP-02) ", "`(CFG-02|CAP-02) "])
      let proof = try Data(contentsOf: URL(filePath: "\(directory)/proof/proof.json"))
      let json = try #require(JSONSerialization.jsonObject(with: proof) as? [String: Any])
      #expect(json["verdict"] as? String == "proved")
      try expectNothingLeft(in: directory)
    }
  }

  @Test func `the configuration under test may lie in a path with any characters`() throws {
    try inTemporaryDirectory { parent throws in
      let directory = "\(parent)/mein Projekt ä"
      var program = try program(in: directory, mutants: ["tuned": Self.tuned])
      program.environment["MET001_SCRATCH"] = parent
      let path = "\(directory)/redis \"ä\" [1].conf"
      try write("maxmemory 2gb\n", to: path)
      let outcome = try program.run(arguments(directory, "--redis-conf", path))
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
      let last = try ConfigurationFile(path: "\(directory)/id.conf")
      #expect(last.directives.map(\.line) == ["maxmemory 2gb", "maxmemory-samples 1"])
    }
  }

  @Test func `a mutant that survives is told with what was expected`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["tuned": Self.tuned, "harmless": Self.harmless])
      let outcome = try program.run(arguments(directory))
      #expect(outcome.status == 1, "\(outcome.output)\(outcome.error)")
      #expect(outcome.output.contains("\nharmless !   ✓\n"))
      #expect(outcome.output.contains("\nharmless: CFG-02 expected fail, got pass\n"))
    }
  }

  @Test func `a control without a mutant is told, unless a filter chose the mutants`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["leaky": Self.leaky])
      let whole = try program.run(arguments(directory))
      #expect(whole.status == 1, "\(whole.output)\(whole.error)")
      #expect(whole.output.contains("\nno mutant kills: CAP-02\n"))
      let filtered = try program.run(arguments(directory, "--filter", "LEAK"))
      #expect(filtered.status == 0, "\(filtered.output)\(filtered.error)")
      #expect(try calls(directory).last == "`(CFG-02) ")
    }
  }

  @Test func `all controls are run where that is asked for`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["leaky": Self.leaky])
      let outcome = try program.run(arguments(directory, "--all-controls"))
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("CAP-02 expected green, got fail: load-rate is 1"))
    }
  }

  @Test func `an unexpected red is looked at twice, and never counts as green`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["nervous": Self.nervous])
      let outcome = try program.run(arguments(directory, "--filter", "nervous"))
      #expect(outcome.status == 2, "\(outcome.output)\(outcome.error)")
      #expect(outcome.output.contains("\nnervous ✗   ~\n"))
      #expect(outcome.output.contains("(green when run again)"))
      #expect(try calls(directory).count == 3)
    }
  }

  @Test func `what a noisy host spoils is run again`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["unlucky": Self.unlucky])
      let outcome = try program.run(arguments(directory, "--filter", "unlucky"))
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
      #expect(outcome.output.contains("\nunlucky ✗   ✓\n"))
      #expect(try calls(directory).count == 3)
    }
  }

  @Test func `a reference system that the host was too noisy for is run again`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["tuned": Self.tuned])
      try write("hz 62\n", to: "\(directory)/redis.conf")
      let outcome = try program.run(arguments(directory, "--redis-conf", "\(directory)/redis.conf"))
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
      #expect(try calls(directory) == ["`(CFG-02|CAP-02) ", "`(CAP-02) ", "`(CFG-02|CAP-02) "])
      try expectNothingLeft(in: directory)
    }
  }

  @Test func `nothing is proved with a reference system that is not green`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["tuned": Self.tuned])
      try write("maxmemory-samples 1\n", to: "\(directory)/redis.conf")
      let outcome = try program.run(arguments(directory, "--redis-conf", "\(directory)/redis.conf"))
      #expect(outcome.status == 2, "\(outcome.output)\(outcome.error)")
      #expect(
        outcome.output.contains("the reference system, judged by met-001: CFG-02 is fail: maxmemory-samples is 1"))
      #expect(outcome.output.hasSuffix("\nNothing is proved\n"))
      #expect(outcome.output.contains("\nnot run: tuned\n"))
      #expect(try calls(directory).count == 1)
    }
  }

  @Test func `an interrupted proof tells what is known`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["a-tuned": Self.tuned, "b-sleepy": Self.sleepy])
      let process = try program.start(arguments(directory))
      try wait(for: "the end of one mutant and the other", within: .seconds(20)) {
        FileManager.default.fileExists(atPath: "\(directory)/id")
          && program.outcome(of: process).output.contains("killed   a-tuned")
      }
      process.signal(SIGINT)
      #expect(process.waitForEnd(within: .seconds(60)))
      let outcome = program.outcome(of: process)
      #expect(outcome.status == 2, "\(outcome.output)\(outcome.error)")
      #expect(outcome.output.contains("\na-tuned ✗   ✗\n"))
      #expect(outcome.output.contains("\nnot run: b-sleepy\n"))
      try expectNothingLeft(in: directory)
    }
  }

  @Test func `mutants run two at once where no times are judged, and alone where they are`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["a": Self.sociable, "b": Self.sociable])
      let outcome = try program.run(arguments(directory, "--filter", "."))
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
      try expectNothingLeft(in: directory)
    }
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["a": Self.unsociable, "b": Self.unsociable], quiet: true)
      let outcome = try program.run(arguments(directory, "--filter", "."))
      #expect(outcome.output.contains("\na: CFG-02 expected fail, got pass\n"), "\(outcome.output)\(outcome.error)")
      #expect(outcome.output.contains("\nb: CFG-02 expected fail, got pass\n"))
    }
  }

  @Test func `mutants that cannot be used are refused before anything is run`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["tuned": Self.tuned])
      let unmatched = try program.run(arguments(directory, "--filter", "XYZ"))
      #expect(unmatched.status == 64)
      #expect(unmatched.error == "compliance: --filter 'XYZ' matches no mutant of \(directory)/mutants\n")
      try write(Self.tuned.replacing("CAP-02", with: "ZZZ-99"), to: "\(directory)/mutants/tuned.json")
      let unknown = try program.run(arguments(directory))
      #expect(unknown.status == 64)
      #expect(
        unknown.error
          == "compliance: mutant tuned.json: red.ZZZ-99: the specification met-001 has no such control\n")
      #expect(!FileManager.default.fileExists(atPath: "\(directory)/calls"))
    }
  }
}
