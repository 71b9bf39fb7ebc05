import Foundation
import Processes
import RedisConfiguration
import RedisFixture
import Workload

/// What is deployed, and how.
package struct DeploymentUnderTest: Sendable {
  /// The text of the procedure.
  package var procedure: String
  /// What it needs: directories on this host, and where copies of them stand when the commands are run.
  package var material: [(directory: String, place: String)]
  /// What stands in `deploy/` there in place of what is there: the path on this host of each, by its name.
  package var files: [String: String]
  /// The name of the unit that it installs.
  package var unit: String
  /// The configuration under test.
  package var configuration: String
  /// Settings of the kernel that it makes, by their paths: they get stand-ins.
  package var kernelSettings: [String]

  package init(
    procedure: String, material: [(directory: String, place: String)], files: [String: String], unit: String,
    configuration: String,
    kernelSettings: [String]
  ) {
    self.procedure = procedure
    self.material = material
    self.files = files
    self.unit = unit
    self.configuration = configuration
    self.kernelSettings = kernelSettings
  }
}

extension TriedDeployment {
  /// The unit of the distribution, which the one under test is compared with.
  fileprivate static let distributionUnit = "redis-server.service"

  /// Runs the procedure, looks at what it has deployed, and starts that on files of known states.
  ///
  /// - Throws: `ScratchHostError`, `MissingCapability`; `FixtureError`, `SystemError`, `ServiceError` of the server that makes
  ///   the files.
  package static func play(
    _ deployment: DeploymentUnderTest, _ eventLoad: EventLoad, on servers: some ServerFactory
  ) async throws -> TriedDeployment {
    try await StoppedBuffer.with(eventLoad, on: servers) { buffer in
      try await ScratchHost.with(standIns: deployment.kernelSettings) { host in
        try DeploymentTrial(deployment: deployment, host: host, buffer: buffer).play()
      }
    }
  }
}

/// One deployment on one host.
private struct DeploymentTrial {
  /// Longer than any step of a procedure needs that waits for nobody.
  private static let limit = Duration.seconds(120)
  private static let workplace = "/srv/deployment"

  let deployment: DeploymentUnderTest
  let host: ScratchHost
  let buffer: StoppedBuffer

  private var unit: DeployedUnit {
    let file = try? ConfigurationFile(path: deployment.configuration)
    return DeployedUnit(
      host: host, name: deployment.unit, port: file?.value(of: "port").map { Int($0) ?? 0 } ?? 6379)
  }

  func play() throws -> TriedDeployment {
    try prepare()
    var trial = TriedDeployment()
    let procedure = DeploymentProcedure(deployment.procedure)
    trial.missing = procedure.missing
    let unit = unit
    for (block, next) in zip(procedure.blocks, procedure.blocks.dropFirst().map(\.section) + [nil]) {
      let section = block.section
      trial.commands.append(try run(block))
      guard next != section else { continue }
      let steps = DeploymentProcedure.Step.allCases.filter { $0.isTold(by: section) }
      guard steps.contains(where: \.leavesServing) else { continue }
      let serves = unit.serves(within: .seconds(10))
      if !serves { trial.down.append(section) }
      // Of a server that has never served nothing more can be asked.
      if !serves, trial.unit == nil { break }
      if serves, trial.unit == nil { trial.unit = try appraise(unit) }
    }
    guard trial.unit != nil, let running = try unit.running() else { return trial }
    trial.starts = try starts(of: unit, in: running.directory)
    trial.journal = unit.words()
    return trial
  }

  /// Puts the files and the programs under test where the procedure finds them.
  private func prepare() throws {
    let place = "\(host.root)\(Self.workplace)"
    for (directory, copy) in deployment.material {
      try FileManager.default.createDirectory(atPath: "\(place)/\(copy)", withIntermediateDirectories: true)
      _ = try Service("cp", ["-a", "\(directory)/.", "\(place)/\(copy)"]).require(within: .seconds(60))
    }
    for (name, path) in deployment.files {
      _ = try Service("cp", ["--", path, "\(place)/deploy/\(name)"]).require()
    }
    let configuration = try ConfigurationFile(path: deployment.configuration)
    if configuration.files.count > 1 {
      try configuration.withAbsolutePaths.write(to: "\(place)/deploy/redis.conf")
    } else {
      _ = try Service("cp", ["--", deployment.configuration, "\(place)/deploy/redis.conf"]).require()
    }
    try installPrograms()
  }

  /// The server under test in the place of the distribution's, with its checkers: its program is a checker where it is called
  /// by that name.
  private func installPrograms() throws {
    let program = buffer.server.program
    guard program != "/usr/bin/redis-server" else { return }
    let binary = try realPath(program)
    guard try host.service(["test", "-x", binary]).run(within: .seconds(10)).succeeded else {
      throw MissingCapability(
        "\(binary) is on another file system than /, and a scratch host does not see it",
        remedy: "copy it to / for the run")
    }
    let script = #"for name in redis-server redis-check-aof redis-check-rdb; do ln -sf "$0" "/usr/bin/$name"; done"#
    _ = try host.service(["/bin/sh", "-c", script, binary]).require()
  }

  private func run(_ block: DeploymentProcedure.Block) throws -> TriedDeployment.Command {
    let service = host.service(["/bin/bash", "-euo", "pipefail", "-c", block.commands], in: Self.workplace)
    let began = ContinuousClock.now
    do {
      let program = try service.run(within: Self.limit)
      let status: Int32? = if case .exited(let status) = program.end { status } else { nil }
      let lines = program.output.split(whereSeparator: \.isNewline).suffix(6)
      return .init(
        block: block, status: status, seconds: program.seconds,
        words: lines.joined(separator: " | ").replacing(/[0-9A-Fa-f]{64}/, with: "(redacted)"))
    } catch SystemError.timedOut {
      return .init(
        block: block, status: nil, seconds: (ContinuousClock.now - began) / .seconds(1),
        words: "did not end within \(Self.limit.components.seconds) s")
    }
  }

  // MARK: The unit

  private func appraise(_ unit: DeployedUnit) throws -> TriedDeployment.Unit? {
    guard let running = try unit.running() else { return nil }
    let (files, readers) = try unit.readers(user: running.user, directory: running.directory)
    return TriedDeployment.Unit(
      name: unit.name, objections: try unit.objections(), exposure: try unit.exposure(of: unit.name),
      distributionExposure: try unit.exposure(of: TriedDeployment.distributionUnit), files: files, readers: readers)
  }

  /// Starts it on sound files, on one that was torn off, and on all that a loss of power leaves.
  private func starts(of unit: DeployedUnit, in data: String) throws -> [TriedDeployment.Start] {
    let server = buffer.server
    let count = StoppedBuffer.events.count
    try unit.kill()
    func start(_ name: String, whole: Int, isHarmless: Bool = false, _ damage: (FileSurgery) throws -> Void) throws
      -> TriedDeployment.Start
    {
      try buffer.restore()
      try damage(try server.incrementalFile())
      try unit.takeData(from: server.dataDirectory, in: data)
      let serves = try unit.start()
      try unit.kill()
      guard serves else { return .init(name: name, isHarmless: isHarmless, serves: false) }
      let copy = "\(server.directory)/deployed"
      defer { try? FileManager.default.removeItem(atPath: copy) }
      try unit.copyData(in: data, to: copy)
      try server.takeData(from: copy)
      try server.start()
      let survivors = try buffer.eventLoad.verifier.survivors(of: StoppedBuffer.events, in: server)
      server.kill()
      return .init(
        name: name, isHarmless: isHarmless, serves: true, eventsWrong: survivors.difference(fromFirst: whole))
    }
    var all = [
      try start("sound files", whole: count, isHarmless: true) { _ in },
      try start("the last command torn off", whole: count - 1, isHarmless: true) {
        try $0.cut(to: try $0.length() - 5)
      },
      try start("a damaged command in the middle", whole: count) { file in
        let ends = try CommandBoundaries(ofFile: file.path).ends
        try file.flipByte(at: ends[ends.count / 2])
      },
    ]
    for tail in DamagedTail.Tail.all(seed: buffer.eventLoad.seed) {
      all.append(try start(tail.name, whole: tail.whole(of: count), tail.damage))
    }
    return all
  }
}
