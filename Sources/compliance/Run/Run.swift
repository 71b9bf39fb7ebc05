import ComplianceReport
import Foundation
import Host
import MET001
import Processes

/// One run: checks, builds, tests, and writes the report, whatever became of the tests.
struct Run {
  private let options: Options
  private let selection: Selection

  init(_ options: Options, selection: Selection) {
    self.options = options
    self.selection = selection
  }

  /// The exit status of the verdict.
  ///
  /// - Throws: `UsageError` before anything was done, `HarnessError` where nothing can be said of the system.
  func execute() throws -> Int32 {
    let package = try TestPackage()
    let preflight = Preflight(options: options, selection: selection)
    let system = SystemUnderTest(
      server: try preflight.serverPath(), configuration: try preflight.configurationPath(package: package.path),
      specification: options.specification.map(absoluteUnlessShipped))
    try preflight.requireDuration()
    try preflight.requireTools()
    try preflight.requireWritableOutput()
    let directory = try RunDirectory()
    defer { directory.remove() }
    try preflight.requireResources(in: directory.path)
    try TrialStart(server: system.server, configuration: system.configuration, directory: "\(directory.path)/trial")
      .run()

    Interruption.startCounting()
    let host = HostRecord(HostFacts(directory: directory.path))
    var display = ProgressDisplay(selection.controls)
    display.step(
      "\(selection.specification.title)\n\(selection.controls.count) controls, "
        + "profile \(options.profile.words(lasting: options.duration)), seed \(options.seed)\n"
        + "server \(system.server)\nconfiguration \(system.configuration)")
    display.step("building the tests")
    try package.build(in: directory)
    let run = TestRun(package: package, system: system, selection: selection, options: options, host: host)
    try run.execute(in: directory) { display.update($0, progress: $1) }
    display.clear()
    return try conclude(directory)
  }

  // MARK: The report

  private func conclude(_ directory: RunDirectory) throws -> Int32 {
    let output = absolutePath(options.reportDirectory)
    let previous = ReportDirectory(output).asPrevious()
    let partial = ReportDirectory("\(output).partial")
    try replace(partial.path) {
      try FileManager.default.createDirectory(atPath: partial.path, withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(atPath: directory.evidence, toPath: "\(partial.path)/evidence")
    let report = try partial.write(previous: previous)
    try replace(output) { try FileManager.default.moveItem(atPath: partial.path, toPath: output) }
    if let summary = ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"] {
      try append(report.markdown(), to: summary)
    }
    ReportDirectory(options.reportDirectory).conclude(report)
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
