import Foundation
import MET001
import Processes
import RedisConfiguration
import TestSupport
import Testing

/// Whole proofs, with a stand-in for `swift` whose tests read one setting of the configuration under test.
@Suite("Proofs of the program", .serialized)
struct ProveTests {
  /// Two controls of the shipped specification, with one measure each. The stand-in observes 1 for a system that is
  /// mutated, and enough for every other.
  private static let swift = #"""
    #!/bin/sh
    [ "$1" = test ] || exit 0
    while [ $# -gt 0 ]; do
      case "$1" in
        --filter) filter=$2 ;;
        --event-stream-output-path) events=$2 ;;
        --attachments-path) attachments=$2 ;;
      esac
      shift
    done
    echo "$filter" >>"$STUB_CALLS"
    cp "$MET001_REDIS_CONF" "$STUB_ID.conf"
    value=5000
    grep -q "maxmemory-samples 1" "$MET001_REDIS_CONF" && value=1
    case "$MET001_REDIS_SERVER" in
      */leak.sh) [ -n "$MET001_REFERENCE_SERVER" ] && [ -n "$MET001_FAULTY_SERVER" ] && value=1 ;;
    esac
    if grep -q "hz 77" "$MET001_REDIS_CONF"; then
      echo $$ >"$STUB_ID.new" && mv "$STUB_ID.new" "$STUB_ID" && exec sleep 600
    fi
    rest='"reached":[],"samples":1,"notes":[],"findings":[],"figures":[],"components":[]'
    for measure in CFG-02:maxmemory-samples CAP-02:load-rate; do
      id=${measure%%:*}
      case "$filter" in *"$id"*) ;; *) continue ;; esac
      if grep -q "hz 60" "$MET001_REDIS_CONF"; then
        value=1
        [ "$id" = CFG-02 ] || [ ! -e "$STUB_ID.once" ] || value=5000
        [ "$id" = CFG-02 ] || touch "$STUB_ID.once"
      fi
      noise=
      inconclusive=
      if grep -q "hz 61" "$MET001_REDIS_CONF"; then
        value=5000
        [ "$id" = CAP-02 ] || value=1
        if [ "$id" = CAP-02 ] && [ ! -e "$STUB_ID.quiet" ]; then
          noise='"kind":"issueRecorded","issue":{"isFailure":true,"isKnown":false},"messages":[{"text":"loud"}]'
          inconclusive='{"cause":"host-noise","reason":"loud"}'
          touch "$STUB_ID.quiet"
        fi
      fi
      printf '{"control":"%s","observations":[{"measure":"%s","value":%s}],"inconclusive":[%s],%s}' \
        "$id" "${measure#*:}" "$value" "$inconclusive" "$rest" >"$attachments/$id.evidence.json"
      printf '{"kind":"test","payload":{"id":"%s","kind":"function","name":"%s it"}}\n' "$id" "$id" >>"$events"
      for event in '"kind":"testStarted"' ${noise:+"$noise"} '"kind":"testEnded"' \
        "\"kind\":\"valueAttached\",\"attachment\":{\"path\":\"$attachments/$id.evidence.json\"}"; do
        printf '{"kind":"event","payload":{"testID":"%s","instant":{"since1970":1},%s}}\n' "$id" "$event" >>"$events"
      done
    done
    """#

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
  private static let leaky = #"""
    {"title": "Leaky", "kind": "wrapper", "why": "It drips.", "server": "leak.sh", "red": {"CFG-02": "fail"},
     "beside": "CFG"}
    """#

  /// The program, with the stand-in first in PATH and mutants of these texts.
  private func program(in directory: String, mutants: [String: String]) throws -> Program {
    for name in ["bin", "mutants"] {
      try FileManager.default.createDirectory(atPath: "\(directory)/\(name)", withIntermediateDirectories: true)
    }
    try installProgram(Self.swift, at: "\(directory)/bin/swift")
    for (name, text) in mutants { try write(text, to: "\(directory)/mutants/\(name).json") }
    if mutants.values.contains(Self.leaky) {
      try installProgram("#!/bin/sh\n", at: "\(directory)/mutants/leak.sh")
    }
    try writeSpecification(to: "\(directory)/specification.json")
    var program = Program(in: directory)
    program.environment = [
      "PATH": "\(directory)/bin:\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")",
      "STUB_CALLS": "\(directory)/calls", "STUB_ID": "\(directory)/id",
    ]
    return program
  }

  private func writeSpecification(to path: String) throws {
    var specification = try Specification.met001()
    specification.controls = try [("CFG-02", "maxmemory-samples"), ("CAP-02", "load-rate")].map { id, measure in
      var control = try #require(specification.control(id))
      control.measures = [try #require(control.measure(named: measure))]
      control.headline = Headline(measure: measure)
      return control
    }
    try JSONEncoder().encode(specification).write(to: URL(filePath: path))
  }

  private func arguments(_ directory: String, _ more: String...) -> [String] {
    ["prove", "--mutants", "\(directory)/mutants", "--specification", "\(directory)/specification.json"] + more
  }

  private func calls(_ directory: String) throws -> [Substring] {
    try String(contentsOfFile: "\(directory)/calls", encoding: .utf8).split(separator: "\n")
  }

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
      program.environment["TMPDIR"] = parent
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

  @Test func `nothing is proved with a reference system that is not green`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["tuned": Self.tuned])
      try write("maxmemory-samples 1\n", to: "\(directory)/redis.conf")
      let outcome = try program.run(arguments(directory, "--redis-conf", "\(directory)/redis.conf"))
      #expect(outcome.status == 2, "\(outcome.output)\(outcome.error)")
      #expect(
        outcome.output.contains("the reference system, judged by met-001: CFG-02 is fail: maxmemory-samples is 1"))
      #expect(outcome.output.hasSuffix("\nNothing is proved\n"))
      #expect(try calls(directory).count == 1)
    }
  }

  @Test func `an interrupted proof tells what is known`() throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory, mutants: ["a-tuned": Self.tuned, "b-sleepy": Self.sleepy])
      let process = try program.start(arguments(directory))
      try wait(for: "the second mutant", within: .seconds(20)) {
        FileManager.default.fileExists(atPath: "\(directory)/id")
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
