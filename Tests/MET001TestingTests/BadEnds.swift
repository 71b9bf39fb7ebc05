import Foundation
import Host
import MET001
import MET001Testing
import Processes
import RedisFixture
import Testing

/// Whether this process is the one that `BadEndTests` starts, in which the tests of this file run. They are there to be
/// cancelled and to fail.
let badEndsAreWanted = ProcessInfo.processInfo.environment["MET001_BAD_ENDS"] != nil

enum MadeUpSpecification {
  /// One control with two measures, behind which no test of a server stands.
  static func read() throws -> Specification {
    let text = """
      {
        "id": "abc", "title": "Letters", "version": "1", "summary": "Made up.", "outstanding": [],
        "parameters": [],
        "groups": [{"id": "ABC", "title": "Letters", "tests": "LetterTests"}],
        "controls": [
          {
            "id": "ABC-01", "title": "the vessel holds", "level": "must", "statement": "It holds.",
            "rationale": "Or it leaks.", "method": "Looks.", "source": "made up",
            "access": "reads", "needs": {"buffers": 0}, "headline": {"measure": "fill"},
            "measures": [
              {"name": "fill", "description": "how full", "unit": "ratio", "comparison": "at-most", "limit": 0.9},
              {"name": "speed", "description": "how fast", "unit": "s", "comparison": "at-most", "limit": 0.005}
            ]
          }
        ]
      }
      """
    return try Specification(json: Data(text.utf8))
  }
}

/// Tests of the made-up control, each under a name whose first word finds it among the events.
@Suite("Bad ends", .enabled(if: badEndsAreWanted))
struct BadEnds {
  /// Runs the body as the test of the made-up control.
  private func collect(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
  ) async throws {
    var settings = try RunSettings(environment: [:])
    settings.specification = try MadeUpSpecification.read()
    let control = try #require(settings.specification.control("ABC-01"))
    try await Evidence(of: control, in: settings).collect(at: sourceLocation, from: body)
  }

  /// Records both measures, the second only on a quiet host.
  private func measure(jitter: Double) throws {
    evidence.record(named: "fill", 0.5)
    try evidence.requireQuietHost(jitter: jitter, percentile: 0.99, beside: 0.0051, limit: 0.005)
    evidence.record(named: "speed", 0.004)
  }

  @Test func `quiet host`() async throws {
    try await collect { try measure(jitter: 0.001) }
  }

  @Test func `noisy host`() async throws {
    try await collect { try measure(jitter: 0.0011) }
  }

  @Test func `unmeasured host`() async throws {
    try await collect { try measure(jitter: .nan) }
  }

  @Test func `longest time too noisy`() async throws {
    try await collect {
      evidence.record(named: "fill", 0.5)
      try evidence.requireQuietHost(jitter: 0.0011, percentile: 1, beside: 0.0051, limit: 0.005)
      evidence.record(named: "speed", 0.004)
    }
  }

  @Test func `refused by the server`() async throws {
    try await collect {
      evidence.record(named: "fill", 0.5)
      throw FixtureError.refused(command: "SET", reply: "NOREPLICAS Not enough good replicas to write.")
    }
  }

  @Test func `deserted by the server`() async throws {
    try await collect {
      evidence.record(named: "fill", 0.5)
      throw ServiceError.exitedAtStart(program: "/nonexistent/redis-server", how: "exited", output: "no luck")
    }
  }

  @Test func `defective by itself`() async throws {
    try await collect {
      evidence.record(named: "fill", 0.5)
      throw ServiceError.exitedAtStart(program: "/usr/bin/mkfs.ext4", how: "exited", output: "no luck")
    }
  }

  /// Records both measures, the second only where the server was short of no processor.
  private func measure(waiting: Double, stolen: Double) throws {
    evidence.record(named: "fill", 0.5)
    try evidence.requireProcessor(ProcessorShortage(waiting: waiting, stolen: stolen))
    evidence.record(named: "speed", 0.004)
  }

  @Test func `unhindered server`() async throws {
    try await collect { try measure(waiting: 0.2, stolen: 0.1) }
  }

  @Test func `hindered server`() async throws {
    try await collect { try measure(waiting: 0.21, stolen: 0.1) }
  }

  @Test func `robbed host`() async throws {
    try await collect { try measure(waiting: 0, stolen: 0.5) }
  }

  @Test func `unresolved by its data`() async throws {
    try await collect {
      evidence.record(named: "fill", 0.5)
      try evidence.unresolved("speeds vary by 12 %, at most 5 % can be tolerated")
    }
  }

  @Test func `failing on a noisy host`() async throws {
    try await collect {
      evidence.record(named: "fill", 0.95)
      try measure(jitter: 1)
    }
  }

  @Test func `muddled by noise and more`() async throws {
    try await collect {
      Issue.record("the server closed the connection")
      try measure(jitter: 1)
    }
  }

  @Test func `stubborn on a noisy host`() async throws {
    try await collect {
      evidence.record(named: "fill", 0.5)
      do {
        try evidence.requireQuietHost(jitter: 1, percentile: 0.99, beside: 0.0051, limit: 0.005)
      } catch {
        evidence.record(named: "speed", 0.004)
      }
    }
  }

  @Test func `incapable host`() async throws {
    try await collect {
      evidence.note("Tried.")
      throw MissingCapability("no mkfs.ext4", remedy: "apt-get install e2fsprogs")
    }
  }

  @Test func `doubtful before it was incapable`() async throws {
    try await collect {
      evidence.sometimes("the disk was full", false)
      throw MissingCapability("no mkfs.ext4", remedy: "apt-get install e2fsprogs")
    }
  }

  @Test func `unchecked by its own word`() async throws {
    try await collect { try evidence.notChecked("CONFIG is blocked here") }
  }

  @Test func `broken by an error`() async throws {
    try await collect {
      evidence.record(named: "fill", 0.5)
      throw SystemError.timedOut(waitingFor: "the end", within: .seconds(1))
    }
  }

  @Test func `incomplete record`() async throws {
    try await collect { evidence.record(named: "fill", 0.5) }
  }
}

@Suite("Controls that no specification knows", .specification, .enabled(if: badEndsAreWanted))
struct UnknownControls {
  @Test func `unknown control`() {
    Issue.record("this ran")
  }
}

/// A server that cannot be started.
@Suite("Scenario without a server", .sharing { try PlayedScenario($0) }, .enabled(if: badEndsAreWanted))
struct ScenarioWithoutServer {
  @Test func `unstarted server that is told once`() throws {
    _ = try PlayedScenario.shared
  }

  @Test func `serverless and told again`() throws {
    _ = try PlayedScenario.shared
  }
}
