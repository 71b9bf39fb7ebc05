import ComplianceReport
import Foundation
import MET001
import Testing

/// What a run could have left behind: made up, but as detailed as a real one.
struct SampleRun {
  var specification: Specification
  var reference: Specification
  var stream: [Stream] = []
  var evidence: [String: ControlEvidence] = [:]
  var files: [String: [EvidenceFile]] = [:]
  var run: RunRecord
  /// Further runs, of what the host was too noisy for.
  var repetitions: [SampleRun] = []
  var previous: Previous?

  init(_ specification: Specification, profile: Profile = .full) {
    self.specification = specification
    reference = specification
    run = RunRecord(
      started: "2026-11-23T10:34:00.125Z", ended: "2026-11-23T11:02:41.5Z", profile: profile,
      seed: 18_446_744_073_709_551_615, filter: nil, command: ["compliance", "run", "--redis-conf", "my redis.conf"],
      tool: .init(version: "0.1.0", commit: nil, dirty: nil), testProcess: "exited 0", interruption: nil,
      leftBehind: [], selected: specification.controls.map(\.id),
      host: HostRecord(
        kernel: "Linux 6.12.48-cloud-amd64", cpu: "AMD EPYC 9554 64-Core Processor", cores: 8,
        memoryBytes: 16_777_216_000, filesystem: "ext4", overcommit: "1", thp: "madvise",
        jitterP99Seconds: 0.000_082))
  }

  /// A control whose test ended well with these values.
  mutating func pass(_ control: String, _ observations: (measure: String, value: Value)...) {
    stream += Stream.normal(control)
    observe(control, observations)
  }

  mutating func observe(_ control: String, _ observations: [(measure: String, value: Value)]) {
    var evidence = evidence[control] ?? ControlEvidence(control: control)
    evidence.observations += observations.map { Observation(measure: $0.measure, value: $0.value) }
    self.evidence[control] = evidence
  }

  var report: Report { Report(material) }

  private var material: RunMaterial {
    RunMaterial(
      specification: specification, specificationSha256: sha256("5"), reference: reference, run: run,
      events: TestEvents(stream: Stream.data(stream)), evidence: evidence, files: files,
      repetitions: repetitions.map(\.material), previous: previous)
  }
}

func sha256(_ digit: Character) -> String { String(repeating: digit, count: 64) }

func fixture(_ name: String) throws -> Data {
  let url = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil)
  return try Data(contentsOf: try require(url, "no fixture \(name)"))
}

struct Missing: Error { var what: String }

func require<T>(_ value: T?, _ what: String) throws -> T {
  guard let value else { throw Missing(what: what) }
  return value
}

extension Specification {
  /// Three controls: one that must, one that should, one that only informs.
  static func small() throws -> Specification {
    try Specification(
      json: Data(
        """
        {"id": "met-001", "title": "MET-001", "version": "1", "summary": "A small one.", "outstanding": [],
         "parameters": [{"name": "events", "value": 300, "unit": "events", "source": "notes", "scaled": true}],
         "groups": [{"id": "CAP", "title": "Capacity", "tests": "CapacityTests"}],
         "controls": [
          {"id": "CAP-01", "title": "Holds all", "level": "must", "statement": "All are held.", "rationale": "Loss.",
           "method": "Counted.", "blindSpot": "What nobody counts.", "source": "notes", "access": "writes",
           "needs": {"buffers": 1},
           "headline": {"measure": "held"}, "measures": [
            {"name": "held", "description": "events held", "unit": "events", "comparison": "at-least",
             "limit": {"parameter": "events"}}]},
          {"id": "CAP-02", "title": "Is quick", "level": "should", "statement": "It is quick.", "rationale": "Lag.",
           "method": "Timed.", "source": "notes", "access": "writes", "needs": {"buffers": 1},
           "headline": {"measure": "seconds"}, "measures": [
            {"name": "seconds", "description": "time taken", "unit": "s", "comparison": "at-most", "limit": 2}]},
          {"id": "CAP-03", "title": "Costs", "level": "info", "statement": "What it costs.", "rationale": "Price.",
           "method": "Weighed.", "source": "notes", "access": "writes", "needs": {"buffers": 1},
           "headline": {"measure": "bytes"}, "measures": [
            {"name": "bytes", "description": "bytes used", "unit": "bytes", "comparison": "recorded"}]}]}
        """.utf8))
  }
}

extension SampleRun {
  /// Everything passes, at real scale: the run that may claim conformance.
  static func conformant() throws -> SampleRun {
    var sample = SampleRun(try .small())
    sample.pass("CAP-01", ("held", 300))
    sample.pass("CAP-02", ("seconds", 1.5))
    sample.pass("CAP-03", ("bytes", 2048))
    sample.evidence["CAP-03"]?.components = [
      Component(
        role: .server, name: "redis", version: "7.0.15", buildId: "ae4d7c971a948f0",
        program: "/usr/bin/redis-server", binary: "/usr/bin/redis-check-rdb", binarySha256: sha256("a"),
        configurationSha256: sha256("b"))
    ]
    return sample
  }

  /// A server that somebody else runs: of CAP-01 the events that it holds can be read, and on its host their files.
  static func observed(here isHere: Bool = false) throws -> SampleRun {
    var sample = SampleRun(try .small())
    sample.specification.controls[0].measures[0].access = .reads
    var files = try #require(sample.specification.controls[0].measures.first)
    (files.name, files.host) = ("files", true)
    sample.specification.controls[0].measures.append(files)
    sample.reference = sample.specification
    sample.run.targets = ["redis://10.1.2.3:6379"]
    sample.run.selected = ["CAP-01"]
    sample.pass("CAP-01", ("held", 300))
    sample.evidence["CAP-01"]?.components = [
      Component(
        role: .server, observed: ObservedPlace(address: "redis://10.1.2.3:6379", isHere: isHere), name: "valkey",
        version: "8.1.4", buildId: "1", program: nil, binary: nil, binarySha256: nil, configurationSha256: nil)
    ]
    sample.evidence["CAP-01"]?.looks = [(0, 7, 0.5), (4, 8, 0.504)].map { second, commands, busy in
      Look(
        server: "redis://10.1.2.3:6379", time: "2026-11-23T10:34:0\(second).000Z", commands: commands, busy: busy,
        facts: [Look.Fact("evicted keys", .count, .number(Double(second)))])
    }
    return sample
  }

  /// The same as a soak whose sustained controls lasted eight hours: one event a second.
  static func soak() throws -> SampleRun {
    var sample = try conformant()
    let parameter = #"{"name": "sustained-time", "value": 60, "soak": 3600, "unit": "s", "source": "notes"}"#
    sample.specification.parameters.append(try JSONDecoder().decode(Parameter.self, from: Data(parameter.utf8)))
    sample.specification.controls[0].measures[0].limit = .parameter("sustained-time")
    sample.reference = sample.specification
    sample.run.profile = .soak
    sample.run.duration = SoakDuration("8h")
    sample.evidence["CAP-01"]?.observations[0].value = 28_800
    return sample
  }
}
