package import MET001

/// The compliance report as data: what `report.json` holds and what every other form is rendered from.
/// Times are RFC 3339 in UTC, sizes in bytes, durations in seconds. Its schema is `docs/report.schema.json`.
package struct Report: Codable, Sendable, Equatable {
  package var specification: SpecificationRecord
  package var run: RunRecord
  package var system: SystemRecord
  package var verdict: Verdict
  /// What kind of claim it is.
  package var claim: Claim
  /// The verdict in a sentence that claims no more than the run can bear.
  package var headline: String
  /// Why this run is no plain claim of conformance: scaled, filtered, tailored, interrupted. Empty if it is one.
  package var limitations: [String]
  /// What anybody must know who reads no more than the verdict, in the order of the controls.
  package var findings: [Finding]
  /// How many controls have each status.
  package var counts: [String: Int]
  package var controls: [ControlRecord]
  package var notChecked: [NotChecked]
  package var waivers: [Waiver]
  /// The report that this one replaced; `nil` if there was none.
  package var previous: Previous?
}

package struct SpecificationRecord: Codable, Sendable, Equatable {
  package var id: String
  package var title: String
  package var version: String
  package var sha256: String
  package var summary: String
  /// The id of the shipped specification that deviations are compared with.
  package var reference: String
  package var tailored: [Tailoring]
  package var groups: [Group]
  package var outstanding: [String]
}

/// What is known of the run itself: written by the runner beside the evidence, before and after the tests.
package struct RunRecord: Codable, Sendable, Equatable {
  package struct Tool: Codable, Sendable, Equatable {
    package var version: String
    package var commit: String?
    /// Whether the working tree had uncommitted changes; `nil` if that is unknown.
    package var dirty: Bool?

    package init(version: String, commit: String?, dirty: Bool?) {
      self.version = version
      self.commit = commit
      self.dirty = dirty
    }
  }

  package var started: String
  package var ended: String
  package var profile: Profile
  package var scale: Double
  /// How long sustained controls lasted, where the one who started the run said so.
  package var duration: SoakDuration?
  package var seed: UInt64
  package var filter: String?
  package var command: [String]
  package var tool: Tool
  /// How the test process ended: `exited 0`, `signal 9`.
  package var testProcess: String
  /// Why the run was cut short; `nil` if it was not.
  package var interruption: String?
  /// Processes and directories that the tests left behind. Anything here leaves the verdict open.
  package var leftBehind: [String]
  /// The selected controls, by id.
  package var selected: [String]
  /// The addresses of the servers that somebody else runs, if the run was about these; `nil` if it started its own.
  package var targets: [String]?
  package var host: HostRecord

  package init(
    started: String, ended: String, profile: Profile, duration: SoakDuration? = nil, seed: UInt64, filter: String?,
    command: [String], tool: Tool, testProcess: String, interruption: String?, leftBehind: [String],
    selected: [String], targets: [String]? = nil, host: HostRecord
  ) {
    self.started = started
    self.ended = ended
    self.profile = profile
    self.scale = profile.scale
    self.duration = duration
    self.seed = seed
    self.filter = filter
    self.command = command
    self.tool = tool
    self.testProcess = testProcess
    self.interruption = interruption
    self.leftBehind = leftBehind
    self.selected = selected
    self.targets = targets
    self.host = host
  }
}

package struct HostRecord: Codable, Sendable, Equatable {
  package var kernel: String
  package var cpu: String
  package var cores: Int
  package var memoryBytes: Int
  /// The file system that held the servers' directories.
  package var filesystem: String
  /// `vm.overcommit_memory`.
  package var overcommit: String
  /// Transparent huge pages: the mode in force.
  package var thp: String
  /// How late a 1 ms timer fires at the 99th percentile, in seconds, before the run.
  package var jitterP99Seconds: Double

  private enum CodingKeys: String, CodingKey {
    case kernel, cpu, cores, filesystem, overcommit, thp
    case memoryBytes = "memory"
    case jitterP99Seconds = "jitter"
  }

  package init(
    kernel: String, cpu: String, cores: Int, memoryBytes: Int, filesystem: String, overcommit: String, thp: String,
    jitterP99Seconds: Double
  ) {
    self.kernel = kernel
    self.cpu = cpu
    self.cores = cores
    self.memoryBytes = memoryBytes
    self.filesystem = filesystem
    self.overcommit = overcommit
    self.thp = thp
    self.jitterP99Seconds = jitterP99Seconds
  }
}

package struct SystemRecord: Codable, Sendable, Equatable {
  /// What was tested. More than one of the same role leaves the verdict open.
  package var components: [Component]
  /// How the servers were that somebody else runs, in the order in which they were looked at; `nil` if there was none.
  package var observed: [ObservedRecord]?
  package var host: HostRecord
}

/// How a server was that somebody else runs.
package struct ObservedRecord: Codable, Sendable, Equatable {
  package var address: String
  /// When it was looked at first, and last.
  package var from: String
  package var until: String
  /// How many commands were sent to it.
  package var commands: Int
  /// How long it executed commands of these kinds meanwhile, whoever sent them; `nil` if it does not tell.
  package var busySeconds: Double?
  /// What it said of itself at the last look.
  package var facts: [Look.Fact]

  private enum CodingKeys: String, CodingKey {
    case address, from, until, commands, facts
    case busySeconds = "busy"
  }
}

package struct ControlRecord: Codable, Sendable, Equatable {
  package var id: String
  package var title: String
  package var level: Level
  package var statement: String
  package var rationale: String
  package var method: String
  /// What a system could do wrong without this control's noticing.
  package var blindSpot: String?
  package var source: String
  /// The most that its test does to the server under test.
  package var access: Access
  /// What its test needs of the host.
  package var needs: Needs
  package var status: Status
  /// Why the status is what it is; empty if the measures say it all.
  package var reason: String
  /// Why nothing could be judged: there if, and only if, the status is `error` or `notChecked`.
  package var inconclusive: Inconclusive?
  /// What stands for it in one line.
  package var headline: Headline
  package var measures: [MeasureRecord]
  /// How to close the gaps that were found.
  package var remediations: [Remediation]
  package var notes: [String]
  package var figures: [Figure]
  package var samples: Int
  package var started: String?
  package var seconds: Double?
  package var test: TestRecord?
  package var evidence: [EvidenceFile]
}

package struct MeasureRecord: Codable, Sendable, Equatable {
  package struct Observed: Codable, Sendable, Equatable {
    package var of: String?
    package var value: Value
  }

  package var name: String
  package var description: String
  /// The redis setting behind it; `nil` if there is none.
  package var setting: String?
  package var unit: MeasureUnit
  /// The deciding value: the worst one observed. `nil` if nothing was recorded.
  package var observed: Value?
  /// What the deciding value was observed of, where the measure has several subjects.
  package var of: String?
  package var limit: Value?
  package var comparison: Comparison
  package var level: Level
  /// The distance to the limit as a share of it, negative outside; `nil` if there is no distance.
  package var margin: Double?
  package var outcome: MeasureJudgement.Outcome
  /// Everything that was observed, in order.
  package var observations: [Observed]
}

package struct TestRecord: Codable, Sendable, Equatable {
  package var id: String
  package var file: String
  package var line: Int
}

package struct EvidenceFile: Codable, Sendable, Equatable {
  /// Relative to the report's directory.
  package var path: String
  package var sha256: String
  package var bytes: Int

  package init(path: String, sha256: String, bytes: Int) {
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
  }
}

/// What a control found out beyond its status.
package struct Finding: Codable, Sendable, Equatable {
  package var control: String
  package var sentence: String
}

package struct NotChecked: Codable, Sendable, Equatable {
  package var id: String
  package var reason: String
}

/// An accepted deviation: who answers for it, why, and until when.
package struct Waiver: Codable, Sendable, Equatable {
  package var control: String
  package var owner: String
  package var reason: String
  package var expires: String
}

package struct Previous: Codable, Sendable, Equatable {
  package var started: String
  package var verdict: Verdict
  package var sha256: String

  package init(started: String, verdict: Verdict, sha256: String) {
    self.started = started
    self.verdict = verdict
    self.sha256 = sha256
  }
}
