import Foundation
import Host
import MET001Testing
import Processes
import RedisConfiguration
import RedisFixture
import Scenarios
import Testing

extension TriedDeployment: LongScenario {}

/// The procedure under test, which the controls of this suite share.
@Sendable private func deploy(on servers: WatchedServers) async throws -> TriedDeployment {
  let settings = try RunSettings.current
  do {
    return try await .play(settings.deployment.deployment(of: settings.redisConf), .specified(), on: servers)
  } catch let error as ScratchHostError {
    throw MissingCapability(
      error.reason, remedy: "run as root, on a host with systemd and without a container around it")
  }
}

@Suite("Deployment", .specification, .tags(.readiness))
struct DeploymentTests {
  @Test(.tags(.must), .once(deploy)) func `RDY-03 files are the server's alone`() async throws {
    guard let unit = try await deployedUnit() else { return }
    let here = try productionFiles()
    let files = unit.files + here.files
    evidence.record(.files, files.count, samples: files.count)
    evidence.record(unit.readers + here.readers, of: 0)
    evidence.attach(files.joined(separator: "\n") + "\n", named: "files.txt")
  }

  @Test(.tags(.must), .once(deploy)) func `RDY-04 the service unit`() async throws {
    guard let unit = try await deployedUnit() else { return }
    evidence.record(.objections, unit.objections.count)
    for line in unit.objections { evidence.note("systemd-analyze verify: \(line)") }
    guard let exposure = unit.exposure else {
      throw MissingCapability("no systemd-analyze", remedy: "apt-get install systemd")
    }
    evidence.record(.exposure, exposure)
    guard let other = unit.distributionExposure else {
      throw MissingCapability("no redis-server.service to compare with", remedy: "apt-get install redis-server")
    }
    evidence.record(.exposureOverDistribution, exposure - other, samples: 0)
    evidence.note("Exposure of \(unit.name): \(exposure); of the distribution's redis-server.service: \(other).")
    let deployment = try await TriedDeployment.ended()
    let starts = deployment.starts
    evidence.record(.starts, starts.count, samples: starts.count)
    evidence.record(.startsRefused, deployment.refusedStarts.count, samples: 0)
    for start in deployment.refusedStarts { evidence.note("It does not start on \(start.name).") }
    for start in starts where start.serves {
      evidence.record(.eventsWrong, start.eventsWrong, of: start.name, samples: 0)
    }
    if !starts.contains(where: \.serves) { evidence.record(.eventsWrong, 0, samples: 0) }
    evidence.attach(starts.map(\.line).joined(separator: "\n") + "\n", named: "starts.txt")
    evidence.attach(deployment.journal, named: "journal.txt")
  }

  @Test(.tags(.must), .once(deploy)) func `RDY-06 the deployment procedure works`() async throws {
    let deployment = try await TriedDeployment.ended()
    evidence.record(.commands, deployment.commands.count, samples: deployment.commands.count)
    evidence.record(.commandsFailed, deployment.failed.count, samples: 0)
    for command in deployment.failed { evidence.note(command.sentence) }
    evidence.record(.stepsMissing, deployment.missing.count, samples: 0)
    for step in deployment.missing { evidence.note("It has no commands under a heading that says \(step.rawValue).") }
    evidence.record(.stepsDown, deployment.down.count, samples: 0)
    for section in deployment.down { evidence.note("After '\(section)' the server did not serve.") }
    evidence.attach(deployment.commands.map(\.line).joined(separator: "\n") + "\n", named: "commands.txt")
  }

  /// Who reads the configuration under test and its data, where that is here.
  private func productionFiles() throws -> (files: [String], readers: [FileReader]) {
    let configuration = try ConfigurationFile(path: evidence.settings.redisConf)
    guard let directory = configuration.productionDirectory else { return ([], []) }
    let user = try Service("stat", ["--format", "%U", directory]).require().trimmingCharacters(in: .newlines)
    return try FileReader.find(among: configuration.files + [directory], beside: user) {
      Service($0[0], Array($0.dropFirst()))
    }
  }

  /// The unit that the procedure has deployed; `nil` if there is none, which is the procedure's failure.
  private func deployedUnit() async throws -> TriedDeployment.Unit? {
    let deployment = try await TriedDeployment.ended()
    if let unit = deployment.unit { return unit }
    let reason = deployment.failed.first.map { ": \($0.sentence)" } ?? ""
    evidence.violate("the procedure does not come as far as a unit that serves\(reason)")
    return nil
  }
}

extension TriedDeployment.Command {
  fileprivate var how: String { status.map { "exit status \($0)" } ?? "no end" }

  fileprivate var sentence: String {
    "The commands of '\(block.section)' at line \(block.line) failed (\(how))\(words.isEmpty ? "" : ": \(words)")."
  }

  fileprivate var line: String {
    "line \(block.line), \(block.section): \(how) after \(String(format: "%.1f", seconds)) s"
  }
}

extension TriedDeployment.Start {
  fileprivate var line: String {
    "\(name): \(serves ? "serves, \(eventsWrong) events wrong" : "does not start")"
  }
}
