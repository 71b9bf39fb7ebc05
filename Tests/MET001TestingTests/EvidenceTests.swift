import MET001
import MET001Testing
import Testing

@Suite("Evidence")
struct EvidenceTests {
  /// The evidence of a control with a binding measure (`peak-memory`, at most), a recommended one
  /// (`peak-memory-recommended`) and one that is at least something (`sampling-rate`).
  private let peak: Evidence

  init() throws {
    peak = try Self.collecting("CAP-03")
  }

  private static func collecting(_ id: String) throws -> Evidence {
    let settings = try RunSettings(environment: [:])
    return Evidence(of: try #require(settings.specification.control(id)), in: settings)
  }

  /// Expects that the body records exactly one issue with these words.
  private func expectIssue(
    _ words: String, severity: Issue.Severity = .error, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () -> Void
  ) {
    withKnownIssue(sourceLocation: sourceLocation) {
      body()
    } matching: { issue in
      issue.severity == severity && issue.comments.contains { $0.rawValue == words }
    }
  }

  // MARK: Within

  @Test func `values within their limits are collected in order`() {
    peak.record(.peakMemory, 0.5, of: "the load", samples: 500)
    peak.record(.peakMemoryRecommended, 0)
    peak.record(.samplingRate, 20)
    peak.requireComplete(at: #_sourceLocation)
    #expect(peak.collected.control == "CAP-03")
    #expect(
      peak.collected.observations == [
        Observation(measure: "peak-memory", of: "the load", value: 0.5),
        Observation(measure: "peak-memory-recommended", value: 0),
        Observation(measure: "sampling-rate", value: 20),
      ])
    #expect(peak.collected.samples == 502)
  }

  @Test func `a text is compared with a text`() throws {
    let policy = try Self.collecting("CFG-02")
    policy.record(.maxmemoryPolicy, "allkeys-lru")
    expectIssue("CFG-02: maxmemory-policy-in-force is noeviction, limit = allkeys-lru") {
      policy.record(.maxmemoryPolicyInForce, "noeviction")
    }
    #expect(policy.collected.observations.map(\.value) == ["allkeys-lru", "noeviction"])
  }

  @Test func `a number is not taken for a setting's text`() throws {
    let policy = try Self.collecting("CFG-02")
    expectIssue("CFG-02: maxmemory-policy is 5, limit = allkeys-lru") { policy.record(.maxmemoryPolicy, 5) }
  }

  // MARK: Outside

  @Test func `a value outside its limit is a failure, and is kept`() {
    expectIssue("CAP-03: peak-memory of the load is 95 %, limit ≤ 90 %") {
      peak.record(.peakMemory, 0.95, of: "the load")
    }
    expectIssue("CAP-03: sampling-rate is 9.5 samples/s, limit ≥ 10 samples/s") {
      peak.record(.samplingRate, 9.5)
    }
    #expect(peak.collected.observations.map(\.value) == [0.95, 9.5])
  }

  @Test func `a value outside what is recommended is a warning`() {
    expectIssue("CAP-03: peak-memory-recommended is 85 %, limit ≤ 80 %", severity: .warning) {
      peak.record(.peakMemoryRecommended, 0.85)
    }
    #expect(peak.collected.observations.map(\.value) == [0.85])
  }

  @Test func `the limit is at the scale of the run`() throws {
    let held = try Self.collecting("CAP-01")
    held.record(.eventsHeld, 27_000)
    expectIssue("CAP-01: events-held is 2,700,000 events, limit = 27,000 events") {
      held.record(.eventsHeld, 2_700_000)
    }
  }

  // MARK: Doubts

  @Test func `a measure that was not declared is a failure, and is not kept`() {
    expectIssue("CAP-03 declares no measure 'weight'") { peak.record(named: "weight", 1) }
    #expect(peak.collected.observations.isEmpty)
    #expect(peak.collected.inconclusive == [Inconclusive(.undeclaredMeasure, "CAP-03 declares no measure 'weight'")])
  }

  @Test(arguments: [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func `what is no finite number is a failure, and is not kept`(value: Double, text: String) {
    expectIssue("peak-memory is \(text): not a measurement") { peak.record(.peakMemory, value) }
    #expect(peak.collected.observations.isEmpty)
    #expect(peak.collected.inconclusive.map(\.cause) == [.invalidMeasure])
  }

  @Test func `measures that were not recorded are named`() {
    peak.record(.peakMemory, 0.5)
    expectIssue("CAP-03 did not record peak-memory-recommended, sampling-rate") {
      peak.requireComplete(at: #_sourceLocation)
    }
  }

  @Test func `a state that was never reached is a failure`() {
    peak.sometimes("memory was short", true)
    expectIssue("CAP-03 proves nothing: never reached that a write was refused") {
      peak.sometimes("a write was refused", false)
    }
    #expect(
      peak.collected.reached == [
        Reached(claim: "memory was short", happened: true), Reached(claim: "a write was refused", happened: false),
      ])
  }

  @Test(arguments: [0, 0.0001, 0.001])
  func `a quiet host is noted, up to a fifth of the limit`(jitter: Double) throws {
    try peak.requireQuietHost(jitter: jitter, percentile: 0.99, beside: 0.0051, limit: 0.005)
    #expect(peak.collected.notes.count == 1)
    #expect(peak.collected.notes.first?.hasPrefix("Of this host: scheduling and write delay ") == true)
    #expect(peak.collected.notes.first?.hasSuffix(" (P99); up to 1 ms is tolerated.") == true)
  }

  @Test func `a host that cannot be why a time is so long is noted`() throws {
    try peak.requireQuietHost(jitter: 0.0011, percentile: 0.99, beside: 0.02, limit: 0.005)
    #expect(peak.collected.notes == ["Of this host: scheduling and write delay 1.1 ms (P99); up to 4 ms is tolerated."])
  }

  @Test func `a quick disk is noted`() throws {
    try peak.requireQuietDisk(longestSync: 0.0125, beside: 2.1, limit: 2)
    #expect(
      peak.collected.notes == [
        "Of this host: its disk took 12.5 ms to sync a page that was due; up to 400 ms is tolerated."
      ])
  }

  @Test(arguments: [(0.5, "P50"), (0.95, "P95"), (0.999, "P99.9"), (1, "the longest time"), (nil, "on average")])
  func `the percentile of a noise is named`(share: Double?, name: String) throws {
    try peak.requireQuietHost(jitter: 0.0001, percentile: share, beside: 0.0051, limit: 0.005)
    #expect(
      peak.collected.notes
        == ["Of this host: scheduling and write delay 0.1 ms (\(name)); up to 1 ms is tolerated."])
  }

  @Test func `a limit that is a number can be asked for, at the scale of the run`() throws {
    #expect(try peak.limit(of: .peakMemory) == 0.9)
    #expect(try peak.limit(of: .samplingRate) == 10)
    #expect(try Self.collecting("CAP-01").limit(of: .eventsHeld) == 27_000)
  }

  @Test(arguments: [("CAP-03", "weight"), ("CFG-02", "maxmemory-policy")])
  func `what is no measure, or has no number for its limit, cannot be asked for`(control: String, name: String) throws {
    let evidence = try Self.collecting(control)
    #expect(
      throws: SpecificationError(
        path: "\(control).measures.\(name)", problem: "expected a limit that is a number")
    ) { try evidence.limit(named: name) }
  }

  @Test func `a limit is drawn as the specification has it, and not at all where there is none`() throws {
    #expect(peak.marks("must", of: .peakMemory) == [Figure.Mark(label: "must ≤ 90 %", y: 0.9)])
    #expect(try Self.collecting("CFG-02").marks("must", of: .maxmemoryPolicy).isEmpty)
    #expect(try Self.collecting("DUR-03").marks("must", of: .lost).isEmpty)
    expectIssue("CAP-03 declares no measure 'weight'") { #expect(peak.marks("must", ofMeasureNamed: "weight").isEmpty) }
  }

  @Test func `what is within a limit is admitted`() {
    #expect(peak.admits(.peakMemory, 0.5))
    #expect(!peak.admits(.peakMemory, 1.5))
    #expect(!peak.admits(.peakMemory, .nan))
    #expect(!peak.admits(named: "no-such-measure", 0))
  }

  @Test func `a failure stands at the line that recorded it`() {
    let line = #_sourceLocation
    withKnownIssue {
      peak.record(.peakMemory, 2.0, sourceLocation: line)
      peak.sometimes("a write was refused", false, sourceLocation: line)
      peak.requireComplete(at: line)
    } matching: {
      $0.sourceLocation == line
    }
  }

  // MARK: Material

  @Test func `notes, findings, pictures and components are kept, and the same server once`() {
    let server = Component(
      role: .server, name: "redis", version: "8.0.0", buildId: "b", program: "/opt/start.sh",
      binary: "/bin/redis-server", binarySha256: "0", configurationSha256: "1")
    peak.note("It was warm.")
    peak.conclude("It was full.")
    peak.show(
      Figure(
        title: "Memory", x: .init(label: "time", unit: .seconds), y: .init(label: "memory", unit: .bytes), series: []))
    #expect(peak.tested(server))
    #expect(!peak.tested(server))
    #expect(peak.collected.notes == ["It was warm."])
    #expect(peak.collected.findings == ["It was full."])
    #expect(peak.collected.figures.map(\.title) == ["Memory"])
    #expect(peak.collected.components == [server])
  }

  @Test func `the evidence is that of the control that runs`() async {
    await Evidence.$current.withValue(peak) {
      evidence.note("from here")
      await withTaskGroup { group in
        group.addTask { evidence.note("from a task of it") }
      }
    }
    #expect(peak.collected.notes == ["from here", "from a task of it"])
    #expect(Evidence.current == nil)
  }
}
