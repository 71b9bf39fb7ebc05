import ComplianceReport
import Foundation
import MET001

/// One run: checks, builds, tests, and writes the report, whatever became of the tests.
struct Run {
  private let options: Options
  private let selection: Selection
  private let started = Date.now

  init(_ options: Options, selection: Selection) {
    self.options = options
    self.selection = selection
  }

  /// The exit status of the verdict.
  ///
  /// - Throws: `UsageError` before anything was done, `HarnessError` where nothing can be said of the system.
  func execute() throws -> Int32 {
    let package = try packageDirectory()
    let preflight = Preflight(options: options, selection: selection)
    let server = try preflight.serverPath()
    let configuration = try preflight.configurationPath(package: package)
    try preflight.requireTools()
    try preflight.requireWritableOutput()
    let directory = try RunDirectory()
    defer { directory.remove() }
    try preflight.requireRoom(in: directory.path)
    try TrialStart(server: server, configuration: configuration, directory: "\(directory.path)/trial").run()

    Interruption.startCounting()
    let host = HostFacts.read(directory: directory.path)
    let display = ProgressDisplay(selection.controls)
    display.step(
      "\(selection.specification.title)\n\(selection.controls.count) controls, profile \(options.profile.rawValue), "
        + "seed \(options.seed)\nserver \(server)\nconfiguration \(configuration)")
    try build(package, directory, display)
    let (end, leftBehind) = try test(package, server: server, configuration: configuration, directory, display)

    let run = RunRecord(
      started: rfc3339(started), ended: rfc3339(.now), profile: options.profile, seed: options.seed,
      filter: options.filter, command: CommandLine.arguments, tool: tool(package), testProcess: end,
      interruption: Interruption.count > 0 ? "interrupted by a signal" : nil, leftBehind: leftBehind,
      selected: selection.controls.map(\.id), host: host)
    return try conclude(run, directory)
  }

  // MARK: Steps

  private func build(_ package: String, _ directory: RunDirectory, _ display: ProgressDisplay) throws {
    let log = "\(directory.path)/build.log"
    try makeEmptyFile(log)
    display.step("building the tests")
    let build = try TestProcess(
      arguments: ["build", "--build-tests"] + common(package), environment: ProcessInfo.processInfo.environment,
      directory: package, log: log)
    build.wait {}
    guard Interruption.count == 0 else { throw HarnessError("interrupted during the build; nothing was tested") }
    guard build.isSuccess else {
      let errors = (HostFacts.text(of: log) ?? "").split(separator: "\n").filter { $0.contains("error:") }
      throw HarnessError("the tests cannot be built (\(build.end)):\n\(errors.prefix(5).joined(separator: "\n"))")
    }
  }

  private func test(
    _ package: String, server: String, configuration: String, _ directory: RunDirectory, _ display: ProgressDisplay
  ) throws -> (end: String, leftBehind: [String]) {
    var display = display
    let tests = try TestProcess(
      arguments: ["test", "--skip-build", "--no-parallel", "--disable-xctest"] + common(package) + [
        "--filter", testFilter, "--event-stream-output-path", directory.events,
        "--attachments-path", directory.attachments,
      ],
      environment: environment(server: server, configuration: configuration, directory), directory: package,
      log: directory.log)
    var events = EventTail(path: directory.events)
    var progress = LineTail(path: directory.progress)
    tests.wait {
      events.read()
      progress.read()
      display.update(events.events, progress: progress.last)
    }
    display.clear()
    return (tests.end, directory.leftBehind())
  }

  private func conclude(_ run: RunRecord, _ directory: RunDirectory) throws -> Int32 {
    try Evidence.collect(run, selection: selection, from: directory)
    let output = absolute(options.output)
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
    ReportDirectory(options.output).conclude(report)
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

  // MARK: What swift is told

  /// The tests are optimised whatever the profile: what is measured shall be the server.
  private func common(_ package: String) -> [String] {
    ["--package-path", package, "--configuration", "release"]
  }

  /// The selected controls' tests: a control's id is the first word of its test's name.
  private var testFilter: String {
    "`(\(selection.controls.map(\.id).joined(separator: "|"))) "
  }

  private func environment(server: String, configuration: String, _ directory: RunDirectory) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["MET001_PROFILE"] = options.profile.rawValue
    environment["MET001_SEED"] = "\(options.seed)"
    environment["MET001_REDIS_CONF"] = configuration
    environment["MET001_REDIS_SERVER"] = server
    environment["MET001_SPECIFICATION"] = options.specification.map { name in
      Specification.shippedNames.contains(name) ? name : absolute(name)
    }
    environment["MET001_PROGRESS"] = directory.progress
    environment["TMPDIR"] = directory.temporary
    environment["SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED"] = "1"
    return environment
  }

  // MARK: Facts

  /// The package's directory: where this is run or, failing that, where this program was built.
  private func packageDirectory() throws -> String {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    for start in [FileManager.default.currentDirectoryPath, program] {
      var url = URL(filePath: start)
      while url.path != "/" {
        if FileManager.default.fileExists(atPath: "\(url.path)/Sources/MET001/Resources/met-001.json") {
          return url.path
        }
        url.deleteLastPathComponent()
      }
    }
    throw UsageError("run compliance in the directory of its package, where Package.swift is")
  }

  private func tool(_ package: String) -> RunRecord.Tool {
    func git(_ arguments: String...) -> String? {
      try? Tool.output(of: "git", arguments, in: package).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return .init(
      version: selection.specification.version, commit: git("rev-parse", "HEAD"),
      dirty: git("status", "--porcelain").map { !$0.isEmpty })
  }

  private func rfc3339(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
