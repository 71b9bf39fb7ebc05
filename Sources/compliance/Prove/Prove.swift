import ComplianceReport
import Foundation
import Host
import MET001
import Processes

/// Runs the systems that must not pass, and sees that the controls say so.
struct Prove {
  private let options: Options
  private let selection: Selection
  private let allControls: Bool

  /// - Parameter selection: the specification with all of its controls.
  init(_ options: Options, selection: Selection, allControls: Bool) {
    self.options = options
    self.selection = selection
    self.allControls = allControls
  }

  /// The exit status of the proof's verdict.
  ///
  /// - Throws: `MutantError`, `UsageError` before anything was done, `HarnessError` where nothing can be proved.
  func execute() throws -> Int32 {
    let package = try TestPackage()
    let preflight = Preflight(options: options, selection: selection)
    let reference = SystemUnderTest(
      server: try preflight.serverPath(), configuration: try preflight.configurationPath(package: package.path),
      specification: options.specification.map(absoluteUnlessShipped))
    try preflight.requireDuration()
    try preflight.requireTools()
    let output = try options.output.map(makeOutput)
    let plan = try MutationPlan(
      directory: options.mutants.map(absolutePath) ?? "\(package.path)/mutants", filter: options.filter,
      selection: selection, allControls: allControls)
    let directory = try RunDirectory()
    defer { directory.remove() }
    try preflight.requireResources(in: directory.path)
    let trial = TrialStart(
      server: reference.server, configuration: reference.configuration, directory: "\(directory.path)/trial")
    try trial.run()

    Interruption.startCounting()
    print(
      "\(counted(plan.mutants.count, "mutant")) of \(plan.directory), "
        + "profile \(options.profile.words(lasting: options.duration)), seed \(options.seed)\n"
        + "reference server \(reference.server)\nreference configuration \(reference.configuration)\n"
        + "building the tests")
    try package.build(in: directory)
    var laboratory = MutationLaboratory(
      package: package, reference: reference, options: options, host: HostRecord(HostFacts(directory: directory.path)),
      plan: plan)
    let proof = try laboratory.run()
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
