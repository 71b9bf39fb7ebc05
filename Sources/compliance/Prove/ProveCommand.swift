import ComplianceReport
import Foundation
import Host
import MET001
import Processes

/// Runs the systems that must not pass, and sees that the controls say so.
package struct ProveCommand: Command, Equatable {
  package static let name = "prove"
  package static let summary = "run the systems that must not pass, and see that the controls say so"
  package static let options: [CommandOption<ProveCommand>] =
    TestOptions.options(profile: ProveCommand().tests.profile).map { $0.of(\.tests) } + [
      .text(
        "--filter", "REGEX", help: "only mutants whose name, title or controls match", sets: \.filter),
      .text("--output", "DIR", help: "where proof.json goes", standard: "nowhere", sets: \.output),
      .text("--mutants", "DIR", help: "where the mutants are", standard: "mutants", sets: \.mutants),
      .text(
        "--reference", "DIR",
        help:
          "the report of a run of the reference system, which is not run again then: of all controls, with this commit, "
          + "server, configuration, profile and seed", standard: "the reference system is run", sets: \.reference),
      .flag("--all-controls", help: "run every control with every mutant", sets: \.allControls),
    ]
  package static let statuses = [
    "every mutant is killed by its controls alone", "one is not, or a control has no mutant", "it could not be judged",
  ]

  /// A proof looks for what the smallest scale shows.
  package var tests = TestOptions(profile: .quick)
  package var filter: String?
  package var output: String?
  /// Where the mutants are; `nil` for those of the package.
  package var mutants: String?
  package var allControls = false
  /// The directory of a report of the reference system; `nil` to run that.
  package var reference: String?

  package init() {}

  package func execute() throws -> Int32 {
    do {
      return try prove()
    } catch let error as MutantError {
      throw UsageError("mutant \(error)")
    }
  }

  private func prove() throws -> Int32 {
    // The filter of a proof is for mutants, not for controls.
    let selection = try Selection(specification: tests.specification, filter: nil)
    let package = try TestPackage()
    let preflight = Preflight(options: tests, selection: selection)
    let reference = SystemUnderTest(
      server: try preflight.serverPath(), configuration: try preflight.configurationPath(package: package.path),
      specification: tests.specification.map(absoluteUnlessShipped),
      alerting: try preflight.alerting(package: package.path),
      deployment: try preflight.deployment(package: package.path))
    try preflight.requireDuration()
    try preflight.requireTools()
    let known = try self.reference.map {
      try KnownReference(report: absolutePath($0), options: tests).run(of: reference, selection, package)
    }
    let output = try output.map(makeOutput)
    let plan = try ProofPlan(
      directory: mutants.map(absolutePath) ?? "\(package.path)/mutants", filter: filter,
      selection: selection, allControls: allControls)
    Interruption.startCounting()
    // A faulty server lets the real one listen beside its own socket.
    let directory = try RunDirectory(in: tests.scratch, socket: "redis.sock.hidden")
    defer { directory.remove() }
    try preflight.requireResources(in: directory.path)
    try preflight.requireOpenFiles()
    let trial = TrialStart(
      server: reference.server, configuration: reference.configuration, user: tests.user,
      directory: "\(directory.path)/trial")
    try trial.run()

    print(
      "\(counted(plan.mutants.count, "mutant")) of \(plan.directory), "
        + "profile \(tests.profile.words(lasting: tests.duration)), seed \(tests.seed)\n"
        + "reference server \(reference.serverPath)\nreference configuration \(reference.configuration)\n"
        + "building the tests")
    try package.build(in: directory)
    let runner = ProofRunner(
      package: package, reference: reference, options: tests, host: HostRecord(HostFacts(directory: directory.path)),
      plan: plan, known: known)
    let proof = try runner.run()
    if let output { try proof.json().write(to: URL(filePath: "\(output)/proof.json")) }
    print("\n" + proof.matrix(color: isatty(STDOUT_FILENO) == 1), terminator: "")
    return proof.verdict.exitStatus
  }

  private func makeOutput(_ directory: String) throws -> String {
    let path = absolutePath(directory)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try makeEmptyFile("\(path)/proof.json")
    } catch {
      throw UsageError("--output \(path): cannot be written; name another directory")
    }
    return path
  }
}
