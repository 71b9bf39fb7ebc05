import ComplianceReport
import Foundation
import MET001
import Processes
import Remote

/// What the tests are run against, and by which specification.
struct SystemUnderTest {
  /// The server program's path.
  var server: String
  /// The configuration's path.
  var configuration: String
  /// The specification file's path; `nil` for the shipped one.
  var specification: String?
  /// The alerting; `nil` for a run that does not look at it.
  var alerting: AlertingFiles?
  /// The files of the deployment; `nil` for a run that does not look at them.
  var deployment: DeploymentFiles?
  /// What the server's program finds in its environment beside what this process has.
  var environment: [String: String] = [:]

  /// The server program, and where it leads if it is a link: `/usr/bin/redis-server → /usr/bin/redis-check-rdb`.
  var serverPath: String {
    guard let real = try? realPath(server), real != server else { return server }
    return "\(server) → \(real)"
  }
}

extension SystemUnderTest {
  /// As the tests read it in their environment.
  var variables: [String: String] {
    var variables = environment
    variables["MET001_REDIS_CONF"] = configuration
    variables["MET001_REDIS_SERVER"] = server
    variables["MET001_SPECIFICATION"] = specification
    variables.merge(alerting?.environment ?? [:]) { $1 }
    variables.merge(deployment?.environment ?? [:]) { $1 }
    return variables
  }
}

/// One run of the tests of the selected controls, against one system.
struct TestRun {
  let package: TestPackage
  /// The system under test, as the tests read it in their environment.
  let variables: [String: String]
  /// The servers that somebody else runs, if the run is about these.
  var targets: [TargetURL] = []
  var selection: Selection
  /// The filter that selected the controls; `nil` if none did.
  let filter: String?
  let options: TestOptions
  let host: HostRecord
  /// Whether no other run goes on beside it: what is left in the background is its own then, whatever it looks like.
  var isAlone = true

  /// Runs the tests and puts what they left into the directory's evidence.
  ///
  /// - Parameter look: is called several times a second with the events so far and the newest line of progress.
  /// - Throws: `HarnessError` if the tests cannot be started.
  func execute(in directory: RunDirectory, look: (TestEvents, Data?) -> Void) throws -> RunRecord {
    let started = Date.now
    let tests = try TestProcess(
      arguments: ["test", "--skip-build", "--no-parallel", "--disable-xctest"] + package.arguments
        // Who runs several at once has locked the package for all of them.
        + (isAlone ? [] : ["--ignore-lock"]) + [
          "--filter", testFilter, "--skip", testsOfOthers, "--event-stream-output-path", directory.events,
          "--attachments-path", directory.attachments,
        ],
      environment: environment(directory), directory: package.path, log: directory.log,
      signs: [directory.events, directory.progress])
    var events = EventTail(path: directory.events)
    var progress = LineTail(path: directory.progress)
    tests.wait(silence: silence) {
      events.read()
      progress.read()
      look(events.events, progress.last)
    }
    let leftBehind = directory.leftBehind() + remainingOrphans(of: directory)
    let record = RunRecord(
      started: rfc3339(started), ended: rfc3339(.now), profile: options.profile, duration: options.duration,
      seed: options.seed, filter: filter, command: HiddenArguments.redacted,
      tool: package.tool(selection.specification), testProcess: tests.end,
      interruption: tests.cutShort ?? (Interruption.count > 0 ? "interrupted by a signal" : nil),
      leftBehind: leftBehind,
      selected: selection.controls.map(\.id), targets: targets.isEmpty ? nil : targets.map(\.description), host: host)
    try Evidence.collect(record, selection: selection, from: directory)
    return record
  }

  /// How long the tests may do nothing that can be seen: no step of a control takes nearly as long, but the sustained
  /// load of a soak may.
  private var silence: Duration {
    guard
      case .number(let sustained)? = selection.specification.lasting(options.duration).value(
        of: "sustained-time", in: options.profile)
    else { return TestPackage.silence }
    return TestPackage.silence + .seconds(sustained)
  }

  /// Ends what the tests left in the background. What does not end is named.
  private func remainingOrphans(of directory: RunDirectory) -> [String] {
    do {
      try Orphans.end(having: isAlone ? nil : (ScratchDirectory.variable, directory.temporary))
      return []
    } catch {
      return ["\(error)"]
    }
  }

  /// The selected controls' tests: a control's id is the first word of its test's name.
  private var testFilter: String {
    "`(\(selection.controls.map(\.id).joined(separator: "|"))) "
  }

  /// The tests of the other kind of run: servers that somebody else runs have tests of their own.
  private var testsOfOthers: String {
    targets.isEmpty ? #"^ObservationTests\."# : #"^(?!ObservationTests\.)"#
  }

  private func environment(_ directory: RunDirectory) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment.merge(variables) { $1 }
    environment["MET001_PROFILE"] = options.profile.rawValue
    environment["MET001_SEED"] = "\(options.seed)"
    environment["MET001_DURATION"] = options.duration.map { "\($0.seconds)" }
    environment["MET001_PROGRESS"] = directory.progress
    environment["MET001_USER"] = options.user
    environment["MET001_TARGET"] = targets.isEmpty ? nil : targets.map(\.withLogin).joined(separator: " ")
    environment[ScratchDirectory.variable] = directory.temporary
    environment["TMPDIR"] = directory.temporary
    environment["SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED"] = "1"
    return environment
  }

  private func rfc3339(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
