import ComplianceReport
import Foundation
import MET001

extension SampleRun {
  /// A run in which everything occurs that a report can show: every status but those of waivers, every kind of
  /// figure, every optional field.
  static func mixed() throws -> SampleRun {
    var sample = SampleRun(try Specification(json: try fixture("specification.json")), profile: .quick)
    sample.tailor()
    sample.describe()
    sample.runConfiguration()
    sample.runLoads()
    try sample.attachFiles()
    return sample
  }

  private mutating func tailor() {
    specification.parameters[0].value = 1_073_741_824
    specification.parameters[3].name = "surge"
    specification.controls[7].measures[0].limit = .value(900)
    specification.controls[13].level = .should
    specification.controls[13].needs.disk = true
    specification.controls[13].needs.quiet = true
  }

  private mutating func describe() {
    run.filter = "CFG|CAP"
    run.selected = specification.controls.map(\.id).filter { !$0.hasPrefix("EVC") }
    run.command = [
      "compliance", "run", "--profile", "quick", "--filter", "CFG|CAP", "--redis-conf",
      "/etc/redis/production-buffer-eu-west-1.conf", "--redis-server", "/opt/redis-7.4.1/bin/redis-server",
      "--output", "compliance-report",
    ]
    run.tool = .init(version: "0.1.0", commit: "7d1f0c4b9e8a6f5d4c3b2a19081706f5e4d3c2b1", dirty: true)
    run.interruption = "the tests crashed (signal 5)"
    run.leftBehind = ["redis-server 4711"]
  }

  private static let server = Component(
    role: .server, name: "redis", version: "7.4.1", buildId: "9c3a1f0be2d47c55", program: "/opt/start-redis.sh",
    binary: "/opt/redis-7.4.1/bin/redis-server", binarySha256: sha256("b"), configurationSha256: sha256("c"))

  private mutating func runConfiguration() {
    pass("CFG-01", ("maxmemory", 10_737_418))
    evidence["CFG-01"]?.components = [Self.server]
    var restarted = Self.server
    restarted.configurationSha256 = sha256("d")
    evidence["CFG-03"] = ControlEvidence(control: "CFG-03")
    evidence["CFG-03"]?.components = [restarted]
    pass("CFG-02", ("maxmemory-policy", "noeviction"), ("maxmemory-samples", 3))
    pass("CFG-03", ("appendonly", "yes"), ("appendfsync", "everysec"), ("save", ""))
    pass("CFG-05", ("tcp-backlog", 128), ("maxclients", 4064), ("timeout", 0))
    stream += [.planned("CFG-06"), .cancelled("CFG-06", "CONFIG GET is refused by this server (managed service)")]
    pass("CFG-07", ("drifted-settings", 0))
    stream.append(.issue("CFG-07", text: "CONFIG REWRITE: ERR The server is running without a config file"))
  }

  private mutating func runLoads() {
    pass("CAP-01", ("events-held", 27_000), ("evicted-keys", 0))
    evidence["CAP-01"]?.samples = 27_000
    evidence["CAP-01"]?.notes = ["Loaded by 4 connections, 512 commands in a pipeline."]
    evidence["CAP-01"]?.figures = Figure.loadFigures
    pass("CAP-02", ("load-rate", 48_211.7))
    evidence["CAP-02"]?.figures = Figure.soakFigures
    pass("CAP-03", ("peak-memory", 0.8621), ("peak-memory-recommended", 0.8621), ("sampling-rate", 41.2))
    evidence["CAP-03"]?.samples = 1180
    pass("CAP-04", ("intact-share", 0.999_925_9))
    evidence["CAP-04"]?.findings = ["Two of 27,000 events came back damaged, and no client saw an error."]
    evidence["CAP-04"]?.notes = ["Events 17,201 and 17,202 differ in 3 bytes each, from offset 112 on."]
    stream += [.planned("CAP-05"), .started("CAP-05")]
    pass("CAP-06", ("clear-time", 0.213))
    evidence["CAP-06"]?.figures = [.lossByTrial]
    pass("CAP-07")
    evidence["CAP-07"] = .priceOfLayouts
    evidence["CAP-07"]?.findings = [
      "A buffer of one stream that reaches maxmemory under allkeys-lru loses all of its events at once.",
      "Two gibibytes hold 8 hours of 2024, and 2.1 hours of the firehose as it is in 2026.",
    ]
    pass("CAP-08", ("headroom", 0.6))
  }

  private mutating func attachFiles() throws {
    let json = """
      [{"path": "evidence/CAP-01/info after load.txt", "sha256": "\(sha256("1"))", "bytes": 5120},
       {"path": "evidence/CAP-01/used-memory.csv", "sha256": "\(sha256("2"))", "bytes": 1482104}]
      """
    files["CAP-01"] = try JSONDecoder().decode([EvidenceFile].self, from: Data(json.utf8))
    let before = """
      {"started": "2026-11-22T10:00:00Z", "verdict": "conformant", "sha256": "\(sha256("e"))"}
      """
    previous = try JSONDecoder().decode(Previous.self, from: Data(before.utf8))
  }
}

extension Report {
  /// The report of the mixed run, with a waiver.
  static func mixed() throws -> Report {
    var report = try SampleRun.mixed().report
    let waivers = """
      [{"control": "CFG-05", "owner": "operations", "reason": "The balancer queues for us.", "expires": "2027-01-31"}]
      """
    report.waivers = try JSONDecoder().decode([Waiver].self, from: Data(waivers.utf8))
    return report
  }
}

extension ControlEvidence {
  /// Three measures of twelve subjects.
  fileprivate static var priceOfLayouts: ControlEvidence {
    var evidence = ControlEvidence(control: "CAP-07")
    let layouts = ["key per event", "list", "stream", "stream per collection"]
    for (layout, cost) in zip(layouts, [771.4, 602.9, 588.2, 593]) {
      for (mix, factor) in zip(["2024-11", "2026-06", "large posts"], [1, 1.12, 2.31]) {
        let bytes = cost * factor
        let subject = "\(layout), \(mix)"
        evidence.observations += [
          Observation(measure: "bytes-per-event", of: subject, value: .number(bytes)),
          Observation(measure: "events-held", of: subject, value: .number((2_147_483_648 / bytes).rounded(.down))),
          Observation(measure: "hours-at-mean", of: subject, value: .number(2_147_483_648 / bytes / 93.75 / 3600)),
        ]
      }
    }
    evidence.figures = [.bytesByLayout]
    return evidence
  }
}

extension Figure {
  /// A load's progress and its memory, a thousand points each.
  fileprivate static var loadFigures: [Figure] {
    let seconds = (0..<1000).map { Double($0) * 0.057 }
    func line(_ name: String, _ value: (Double) -> Double) -> Series {
      Series(name: name, points: seconds.map { Point(x: $0, y: value($0)) })
    }
    let maxmemory = 2_147_483_648.0
    return [
      Figure(
        title: "Load progress", x: Axis(label: "Elapsed", unit: .seconds),
        y: Axis(label: "Rate", unit: .eventsPerSecond),
        series: [
          line("offered") { 50_000 - 900 * ($0 / 57) + 350 * sin($0 * 9) },
          line("achieved") { 47_800 - 2500 * ($0 / 57) + 1900 * sin($0 * 23) - ($0 > 30 && $0 < 31 ? 21_000 : 0) },
        ]),
      Figure(
        title: "Memory during the load", x: Axis(label: "Elapsed", unit: .seconds),
        y: Axis(label: "used_memory", unit: .bytes),
        series: [line("used_memory") { maxmemory * 0.862 * ($0 / 57) + 1_000_000 }],
        marks: [
          Mark(label: "80 % recommended", y: maxmemory * 0.8), Mark(label: "90 % limit", y: maxmemory * 0.9),
        ]),
    ]
  }

  /// Strips of several trials, each with what was lost at its end.
  fileprivate static var lossByTrial: Figure {
    let trials = (0..<10).map { trial in
      (cut: 4.3 + 0.31 * Double(trial), lost: [0.04, 0.71, 0.48, 1.32, 0.97, 0.2, 0.61, 1.74, 0.33, 0.88][trial])
    }
    func series(_ name: String, _ place: (Double, Double) -> [Double]) -> Series {
      Series(
        name: name,
        points: trials.enumerated().flatMap { row, trial in
          place(trial.cut, trial.lost).map { Point(x: $0, y: Double(row)) }
        })
    }
    return Figure(
      title: "Loss window of each trial", kind: .strips, x: Axis(label: "Since the start of the trial", unit: .seconds),
      y: Axis(label: "Trial", unit: .value), categories: trials.indices.map { "power cut \($0 + 1)" },
      series: [
        series("acknowledged until") { cut, _ in [cut - 0.01] },
        series("synced") { cut, lost in (0..<5).map { cut - lost - 0.05 - Double($0) }.filter { $0 > 0 } },
        series("recovered until") { cut, lost in [cut - lost] },
        series("power cut") { cut, _ in [cut] },
      ],
      spans: trials.enumerated().map { row, trial in
        Span(label: "loss window", row: row, from: trial.cut - trial.lost, to: trial.cut)
      })
  }

  /// Bars of several series in several categories.
  fileprivate static var bytesByLayout: Figure {
    let mixes = [("2024-11", 1.0), ("2026-06", 1.12), ("large posts", 2.31)]
    return Figure(
      title: "Bytes per event", kind: .bars, x: Axis(label: "Layout", unit: .value),
      y: Axis(label: "Net memory", unit: .bytesPerEvent),
      categories: ["key per event", "list", "stream", "stream per collection"],
      series: mixes.map { name, factor in
        Series(
          name: name,
          points: [771.4, 602.9, 588.2, 593].enumerated().map { Point(x: Double($0.offset), y: $0.element * factor) })
      }, marks: [Mark(label: "fits 8 h", y: 795)])
  }
}
