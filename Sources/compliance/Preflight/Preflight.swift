import Foundation
import Host
import MET001
import Processes

/// Asks, before anything is built or started, for what a run would fail for minutes later.
struct Preflight {
  let options: TestOptions
  let selection: Selection

  /// The server program's path.
  ///
  /// - Throws: `UsageError`, in one line that says what to do.
  func serverPath() throws -> String {
    let name = options.redisServer ?? "redis-server"
    guard let path = findProgram(name) else {
      if options.redisServer == nil {
        throw UsageError("no redis-server in PATH: apt-get install redis-server, or name one with --redis-server")
      }
      let exists = FileManager.default.fileExists(atPath: name)
      throw UsageError("--redis-server \(name): \(exists ? "is not an executable file" : "there is no such program")")
    }
    return path
  }

  /// Refuses a duration that the sustained controls of this profile cannot have.
  func requireDuration() throws {
    guard let duration = options.duration,
      let objection = selection.specification.objection(to: duration, in: options.profile)
    else { return }
    throw UsageError("--duration \(duration): \(objection)")
  }

  /// Refuses a host that lacks a program that a run starts.
  func requireTools() throws {
    for (program, package) in [("swift", nil), ("setpriv", "util-linux"), ("sha256sum", "coreutils")]
    where findProgram(program) == nil {
      let remediation = package.map { "apt-get install \($0)" } ?? "see https://www.swift.org/install/linux/"
      throw UsageError("no \(program) in PATH: \(remediation)")
    }
  }

  /// The configuration's absolute path.
  ///
  /// - Throws: `UsageError`.
  func configurationPath(package: String) throws -> String {
    let path = absolutePath(options.redisConf ?? "\(package)/deploy/\(selection.specification.referenceConfiguration)")
    try requireReadable(path, option: "--redis-conf")
    return path
  }

  func requireReadable(_ path: String, option: String) throws {
    guard access(path, R_OK) == 0 else {
      throw UsageError(
        errno == EACCES
          ? "\(option) \(path): may not be read; run as its owner, or as a member of its group"
          : "\(option) \(path): \(errno == ENOENT ? "there is no such file" : String(cString: strerror(errno)))")
    }
    var isDirectory: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    guard !isDirectory.boolValue else { throw UsageError("\(option) \(path): is a directory") }
  }

  /// The files of the alerting under test; `nil` if the run does not look at it.
  ///
  /// - Throws: `UsageError` where there is no such file, or where the program that it is for refuses it.
  func alerting(package: String) throws -> AlertingFiles? {
    guard selection.controls.contains(where: { $0.group == "MON" }) else { return nil }
    func named(_ paths: [String]) -> [String]? { paths.isEmpty ? nil : paths.map(absolutePath) }
    let files = AlertingFiles(
      in: package, rules: named(options.rules), alertmanager: options.alertmanager.map(absolutePath),
      dashboards: named(options.dashboards))
    for path in files.rules { try requireReadable(path, option: "--rules") }
    try requireReadable(files.alertmanager, option: "--alertmanager")
    try requireAccepted(files.rules, by: "promtool", ["check", "rules"], option: "--rules")
    try requireAccepted([files.alertmanager], by: "amtool", ["check-config"], option: "--alertmanager")
    for path in files.dashboards {
      try requireReadable(path, option: "--dashboards")
      let json = try? JSONSerialization.jsonObject(with: try Data(contentsOf: URL(filePath: path)))
      guard let dashboard = json as? [String: Any], dashboard["panels"] is [Any], dashboard["title"] is String else {
        throw UsageError("--dashboards \(path): is no dashboard as Grafana exports it, with a title and panels")
      }
    }
    return files
  }

  /// The files of the deployment under test; `nil` if the run does not look at it.
  ///
  /// - Throws: `UsageError` where there is no such file, or where it is no such file.
  func deployment(package: String) throws -> DeploymentFiles? {
    guard selection.controls.contains(where: { $0.group == "RDY" }) else { return nil }
    let files = DeploymentFiles(in: package, named: options.deployment.mapValues(absolutePath))
    for part in DeploymentFiles.Part.allCases where !files.isShipped(part) {
      try requireReadable(files[part], option: "--\(part)")
      let text = text(ofFile: files[part])
      let problem: String? =
        switch part {
        case .acl: objection(toUsers: text)
        case .unit: text.contains(#/(?m)^ExecStart *=/#) ? nil : "is no service unit: it has no ExecStart"
        case .sysctl: try objection(toKernelSettings: files[part])
        case .attestations: objection(toAttestations: text)
        case .procedure:
          text.contains(#/(?m)^ *(```|~~~) *(sh|bash|shell|console)\b/#)
            ? nil : "has no commands: they stand in blocks that begin with ```sh"
        }
      if let problem { throw UsageError("--\(part) \(files[part]): \(problem)") }
    }
    return files
  }

  /// What is wrong with the lines of users, as far as their form tells; the server under test judges the rest.
  private func objection(toUsers text: String) -> String? {
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.split(whereSeparator: \.isWhitespace)
      if let first = words.first, first != "user" || words.count < 2 {
        return "line \(number + 1) does not begin with 'user NAME', as each line of an aclfile does"
      }
    }
    return nil
  }

  private func objection(toKernelSettings path: String) throws -> String? {
    guard let sysctl = findProgram("sysctl") else { return nil }
    let check = try Service(sysctl, ["--dry-run", "--load=\(path)"]).run(within: .seconds(10))
    // A line that it does not understand it only tells.
    guard check.output.contains(#/(?m)^[^ ]+ = /#) else {
      return "makes no setting: a line is as vm.overcommit_memory = 1"
    }
    return check.succeeded
      ? nil : "sysctl says \(check.output.split(whereSeparator: \.isNewline).first ?? "\(check.end)")"
  }

  private func objection(toAttestations text: String) -> String? {
    do {
      _ = try Attestation.read(Data(text.utf8))
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Asks the program that the files are for. Where it is not here, the controls say what is missing.
  private func requireAccepted(_ files: [String], by program: String, _ words: [String], option: String) throws {
    guard findProgram(program) != nil else { return }
    let check = try Service(program, words + files).run(within: .seconds(20))
    guard !check.succeeded else { return }
    let lines = check.output.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    let complaint =
      lines.filter { !$0.isEmpty && !$0.hasPrefix("Checking") && $0 != "FAILED:" }.first ?? check.end.description
    throw UsageError("\(option) \(files.joined(separator: " ")): \(program) says \(complaint)")
  }

  /// Refuses a host that cannot hold a run of this profile.
  func requireResources(in directory: String) throws {
    guard case .number(let events)? = selection.specification.value(of: "buffer-events", in: options.profile),
      case .number(let maxmemory)? = selection.specification.value(of: "maxmemory", in: options.profile)
    else { return }
    // One control runs at a time: the largest need is the run's.
    let buffers = selection.controls.map(\.needs.buffers).max() ?? 0
    let need = ResourceNeeds(buffers: buffers, events: events, maxmemory: maxmemory * options.profile.scale)
    let have = ResourceNeeds.available(in: directory)
    if let shortage = need.shortage(have, directory: directory, profile: options.profile) {
      throw UsageError(shortage)
    }
  }

  /// Refuses a shell that lets no process open as many files as there are to be clients: the server and its clients inherit
  /// that limit, and it is not the server's doing.
  func requireOpenFiles() throws {
    let needsClients = selection.controls.contains { control in
      control.measures.contains { $0.limit == .parameter("clients") }
    }
    guard needsClients, case .number(let clients)? = selection.specification.value(of: "clients", in: options.profile)
    else { return }
    let needed = Int(clients) + 288
    let allowed = raiseOpenFileLimit(to: needed)
    guard allowed < needed else { return }
    throw UsageError(
      "this shell lets a process open \(allowed) files, and \(Int(clients)) clients need \(needed): raise its hard limit "
        + "(ulimit -Hn \(needed), as root; LimitNOFILE of a service)")
  }

  func requireWritable(output directory: String) throws {
    let output = absolutePath(directory)
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: output, isDirectory: &isDirectory) {
      guard isDirectory.boolValue else { throw UsageError("--output \(output): is a file") }
      let contents = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? ["?"]
      let isReport = contents.contains("SHA256SUMS") && Set(contents).isSubset(of: ReportDirectory.names)
      guard contents.isEmpty || isReport else {
        throw UsageError("--output \(output): holds something else than a report; name another or an empty directory")
      }
    }
    // The report is made beside it and takes its place in one step.
    let parent = URL(filePath: output).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      let probe = "\(output).partial"
      if FileManager.default.fileExists(atPath: probe) {
        let contents = (try? FileManager.default.contentsOfDirectory(atPath: probe)) ?? ["?"]
        guard Set(contents).isSubset(of: ReportDirectory.names) else {
          throw UsageError("--output \(output): \(probe) is in the way; move it, or name another directory")
        }
        try FileManager.default.removeItem(atPath: probe)
      }
      try FileManager.default.createDirectory(atPath: probe, withIntermediateDirectories: false)
      try FileManager.default.removeItem(atPath: probe)
    } catch let error as UsageError {
      throw error
    } catch {
      throw UsageError("--output \(output): cannot be written (\(reason(error))); name another directory")
    }
  }

  private func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    return String(cString: strerror(Int32(underlying?.code ?? Int(errno))))
  }
}

/// The path of a specification file; the name of a shipped specification as it is.
func absoluteUnlessShipped(_ specification: String) -> String {
  Specification.shippedNames.contains(specification) ? specification : absolutePath(specification)
}
