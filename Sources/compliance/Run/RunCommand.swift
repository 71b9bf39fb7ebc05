import ComplianceReport
import Foundation
import Host
import MET001
import Processes
package import Remote

/// One run: checks, builds, tests, and writes the report, whatever became of the tests.
package struct RunCommand: Command, Equatable {
  package static let name = "run"
  package static let summary = "run the controls, write the report, print the verdict"
  package static let options: [CommandOption<RunCommand>] =
    TestOptions.options(profile: RunCommand().tests.profile).map { $0.of(\.tests) } + [
      Selection.filterOption(sets: \.filter),
      .urls(
        "--target", "URL", variable: "MET001_TARGET",
        help: "observe a server that somebody else runs: it is only read; again for another. redis://user@host:6379, "
          + "rediss://… for TLS, unix:/path; the password in REDISCLI_AUTH; a Sentinel or a node of a Cluster stands for all "
          + "its members",
        sets: \.targets),
      .text(
        "--cacert", "FILE", variable: "MET001_CACERT", help: "the certificates that are trusted at rediss://",
        standard: "those of this host", sets: \.files.cacert),
      .text(
        "--cert", "FILE", variable: "MET001_CERT", help: "the client's own certificate at rediss://", sets: \.files.cert
      ),
      .text("--key", "FILE", variable: "MET001_KEY", help: "its key", sets: \.files.key),
      .value(
        "--output", "DIR", help: "where the report goes", standard: RunCommand().output, sets: \.output, problem: ""
      ) { $0 },
    ]
  package static let statuses = ["conformant", "nonconformant", "indeterminate"]

  package var tests = TestOptions(profile: .full)
  package var filter: String?
  package var output = "compliance-report"
  /// The servers that somebody else runs, as they are given; none for a run that starts its own.
  package var targets: [String] = []
  package var files = TLSFiles()

  package init() {}

  package func execute() throws -> Int32 {
    try targets.isEmpty ? testConfiguration() : observe()
  }

  // MARK: A configuration that is tried here

  private func testConfiguration() throws -> Int32 {
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
      package: package, variables: system.variables, selection: selection, filter: filter, options: tests, host: host)
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

  // MARK: Servers that are observed

  private func observe() throws -> Int32 {
    if tests.redisConf != nil || tests.redisServer != nil || tests.duration != nil {
      throw UsageError(
        "--target looks at a server that runs already; leave out --redis-conf, --redis-server and --duration, which say "
          + "what to start")
    }
    let selection = try Selection(specification: tests.specification, filter: filter).readable()
    let package = try TestPackage()
    var options = tests
    // Nothing is scaled: the server has its own size.
    options.profile = .full
    let preflight = Preflight(options: options, selection: selection)
    let deployment = try preflight.deployment(package: package.path)
    for (option, path) in [("--cacert", files.cacert), ("--cert", files.cert), ("--key", files.key)] {
      if let path { try preflight.requireReadable(path, option: option) }
    }
    try preflight.requireTools()
    try preflight.requireWritable(output: output)
    Interruption.startCounting()
    let directory = try RunDirectory(in: tests.scratch)
    defer { directory.remove() }
    let files = TLSFiles(
      cacert: files.cacert.map(absolutePath), cert: files.cert.map(absolutePath), key: files.key.map(absolutePath))
    let servers = try TargetCheck(
      urls: targets, user: tests.user, files: files, directory: "\(directory.path)/check"
    ).run()

    var display = ProgressDisplay(selection.controls)
    display.step(
      "\(selection.specification.title)\n\(selection.controls.count) controls that only read\n"
        + servers.map { "server \($0)" }.joined(separator: "\n"))
    display.step("building the tests")
    try package.build(in: directory)
    var variables = files.environment
    variables["MET001_SPECIFICATION"] = tests.specification.map(absoluteUnlessShipped)
    variables.merge(deployment?.environment ?? [:]) { $1 }
    let run = TestRun(
      package: package, variables: variables, targets: servers, selection: selection, filter: filter, options: options,
      host: HostRecord(HostFacts(directory: directory.path)))
    _ = try run.execute(in: directory) { display.update($0, progress: $1) }
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
