import ComplianceReport
import Foundation
import Host
import MET001
import Processes

/// One run: checks, builds, tests, and writes the report, whatever became of the tests.
package struct RunCommand: Command, Equatable {
  package static let name = "run"
  package static let summary = "run the controls, write the report, print the verdict"
  package static let options: [CommandOption<RunCommand>] =
    TestOptions.options(profile: RunCommand().tests.profile).map { $0.of(\.tests) } + [
      Selection.filterOption(sets: \.filter),
      .value(
        "--output", "DIR", help: "where the report goes", standard: RunCommand().output, sets: \.output, problem: ""
      ) { $0 },
    ]
  package static let statuses = ["conformant", "nonconformant", "indeterminate"]

  package var tests = TestOptions(profile: .full)
  package var filter: String?
  package var output = "compliance-report"

  package init() {}

  package func execute() throws -> Int32 {
    let selection = try Selection(specification: tests.specification, filter: filter)
    let package = try TestPackage()
    let preflight = Preflight(options: tests, selection: selection)
    let system = SystemUnderTest(
      server: try preflight.serverPath(), configuration: try preflight.configurationPath(package: package.path),
      specification: tests.specification.map(absoluteUnlessShipped),
      alerting: try preflight.alerting(package: package.path),
      deployment: try preflight.deployment(package: package.path))
    try preflight.requireDuration()
    try preflight.requireTools()
    try preflight.requireWritable(output: output)
    Interruption.startCounting()
    let directory = try RunDirectory(in: tests.scratch)
    defer { directory.remove() }
    try preflight.requireResources(in: directory.path)
    try preflight.requireOpenFiles()
    try TrialStart(
      server: system.server, configuration: system.configuration, user: tests.user,
      directory: "\(directory.path)/trial"
    ).run()

    let host = HostRecord(HostFacts(directory: directory.path))
    var display = ProgressDisplay(selection.controls)
    display.step(
      "\(selection.specification.title)\n\(selection.controls.count) controls, "
        + "profile \(tests.profile.words(lasting: tests.duration)), seed \(tests.seed)\n"
        + "server \(system.serverPath)\nconfiguration \(system.configuration)")
    display.step("building the tests")
    try package.build(in: directory)
    let run = TestRun(
      package: package, system: system, selection: selection, filter: filter, options: tests, host: host)
    let repeated = RepeatedRun(run: run)
    _ = try repeated.execute(in: directory) { number, controls in
      display = ProgressDisplay(controls)
      display.step(
        "the host was too noisy to judge \(controls.map(\.id).joined(separator: ", ")): run \(number) of at most "
          + "\(repeated.most)")
    } look: {
      display.update($0, progress: $1)
    }
    display.clear()
    return try conclude(directory)
  }

  // MARK: The report

  private func conclude(_ directory: RunDirectory) throws -> Int32 {
    let path = absolutePath(output)
    let previous = ReportDirectory(path).asPrevious()
    let partial = ReportDirectory("\(path).partial")
    try replace(partial.path) {
      try FileManager.default.createDirectory(atPath: partial.path, withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(atPath: directory.evidence, toPath: "\(partial.path)/evidence")
    let report = try partial.write(previous: previous)
    try replace(path) { try FileManager.default.moveItem(atPath: partial.path, toPath: path) }
    if let summary = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"] {
      try append(report.markdown(), to: summary)
    }
    ReportDirectory(output).conclude(report)
    return report.verdict.exitStatus
  }

  private func replace(_ path: String, with make: () throws -> Void) throws {
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    try make()
  }

  private func append(_ text: String, to path: String) throws {
    if !FileManager.default.fileExists(atPath: path) { try makeEmptyFile(path) }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
  }
}
