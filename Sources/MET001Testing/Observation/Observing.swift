package import Foundation
import Host
import MET001
import Processes
import RedisConfiguration
package import RedisFixture
import Remote
package import Scenarios
import Synchronization
import Testing

/// Looks at each server that somebody else runs, and has a control's test judge what it saw: nothing is started, nothing is
/// written.
///
///     try await observing { server in
///       try evidence.recordSettings(of: server)
///     }
///
/// What one server lacks keeps no other from being judged; what all lack is the control's end.
///
/// - Parameter wholly: whether users, commands and modules are looked at, too.
/// - Throws: `MissingCapability`, `NotApplicable`; what the servers do, as `FixtureError`.
package func observing(wholly: Bool = false, _ judge: (ObservedServer) async throws -> Void) async throws {
  let settings = try RunSettings.current
  var missing: MissingCapability?
  var obstacles: [any Error] = []
  for target in settings.targets {
    let subject = settings.targets.count > 1 ? target.description : nil
    do {
      let server = try RunningServer(
        target, user: settings.user, password: settings.password, files: settings.tlsFiles)
      let observed = try ObservedServer(server, wholly: wholly)
      evidence.noteLook(at: observed)
      try await Evidence.$subject.withValue(subject) {
        if FirstLooks.isAnother(observed) {
          evidence.violate("another server answers than at the first look: it ended, and was started again")
        }
        try await judge(observed)
      }
    } catch let error as MissingCapability {
      missing = missing ?? MissingCapability(subject.map { "\($0): \(error.what)" } ?? error.what, remedy: error.remedy)
    } catch let error as NotApplicable {
      obstacles.append(error)
    } catch let error as FixtureError where subject != nil {
      evidence.violate("\(target): \(error)")
    }
  }
  if let missing { throw missing }
  if let obstacle = obstacles.first, obstacles.count == settings.targets.count { throw obstacle }
}

/// Which server answered at each address when it was looked at first, in this run.
private enum FirstLooks {
  private static let runIds = Mutex<[TargetURL: String]>([:])

  /// Whether the server was started again since then.
  static func isAnother(_ server: ObservedServer) -> Bool {
    guard let now = server.info["run_id"] else { return false }
    return runIds.withLock { known in
      let first = known[server.url] ?? now
      known[server.url] = first
      return first != now
    }
  }
}

extension ObservedServer {
  /// The process of the server, where it is on this host.
  ///
  /// - Throws: `NotApplicable` on another host; `MissingCapability` where this user may not see it.
  package func process() throws -> pid_t {
    switch place {
    case .here(let process): return process
    case .elsewhere: throw NotApplicable("\(url) is on another host, or behind a proxy: run there")
    case .hidden:
      throw MissingCapability("which process \(url) is cannot be seen here", remedy: "run on its host, as root")
    }
  }

  /// Its name and its version.
  package var identity: (name: String, version: String) {
    // Valkey reports the Redis version that it is compatible with as well.
    let valkey = info["valkey_version"]
    return (valkey == nil ? "redis" : "valkey", valkey ?? info["redis_version"] ?? "unknown")
  }

  /// The path of the binary that it executes, where that can be seen.
  package var binary: String? {
    guard case .here(let process) = place else { return nil }
    return try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
  }
}

extension ObservedServer {
  /// Where it works: its data directory.
  ///
  /// - Throws: as `process()`.
  package func dataDirectory() throws -> String {
    let link = "/proc/\(try process())/cwd"
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link) else {
      throw MissingCapability("this user may not see where \(url) works", remedy: "run as root")
    }
    try requireSame(link, path)
    return path
  }

  /// Refuses to take a file of this host for one that the server sees at that path: a container has files of its own.
  ///
  /// - Throws: `MissingCapability`.
  private func requireSame(_ seen: String, _ path: String) throws {
    var (there, here) = (stat(), stat())
    guard stat(seen, &there) == 0, stat(path, &here) == 0, there.st_dev == here.st_dev, there.st_ino == here.st_ino
    else {
      throw MissingCapability("\(path) of \(url) is not what stands there on this host", remedy: "run in its container")
    }
  }

  /// How many connections the kernel lets wait for it.
  ///
  /// - Throws: as `grantedBacklog(at:)`.
  package func grantedBacklog() throws -> Int {
    switch url.place {
    case .tcp(let host, let port), .tls(let host, let port):
      try RedisFixture.grantedBacklog(at: .tcp(host: host, port: port))
    case .unixSocket(let path): try RedisFixture.grantedBacklog(at: .unixSocket(path: path))
    }
  }

  /// The path of its program, which may be executed here.
  ///
  /// - Throws: as `process()`; `MissingCapability` where somebody else could have put it there.
  package func trustedProgram() throws -> String {
    let process = try process()
    // Not the link itself: the process may execute something else in the next moment.
    let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")) ?? ""
    try requireSame("/proc/\(process)/exe", path)
    try requireTrusted([path])
    return path
  }

  /// Refuses to execute, or to have executed, what somebody else could have put there: this process may be root's.
  ///
  /// - Throws: `MissingCapability`.
  private func requireTrusted(_ paths: [String]) throws {
    for path in paths where !isTrusted(path) {
      throw MissingCapability(
        "\(path) could be changed by others than root and this user, so it is not executed here",
        remedy: "run as the server's user")
    }
  }

  /// Whether only root and this user can change the file, and what stands at its path and where that leads.
  private func isTrusted(_ path: String) -> Bool {
    guard let real = try? realPath(path) else { return false }
    return [path, real].allSatisfy { path in
      var place = path
      while true {
        var status = stat()
        guard lstat(place, &status) == 0, [0, geteuid()].contains(status.st_uid) else { return false }
        let kind = status.st_mode & S_IFMT
        // A link has no mode of its own, and in a directory with the sticky bit nobody renames what is another's (sticky(7)).
        let mayBeShared = kind == S_IFLNK || kind == S_IFDIR && status.st_mode & S_ISVTX != 0
        guard mayBeShared || status.st_mode & 0o022 == 0 else { return false }
        if place == "/" { return true }
        place = URL(filePath: place).deletingLastPathComponent().path
      }
    }
  }

  /// What it is set to otherwise than its own program makes of its own file: that is started once more, beside it and
  /// somewhere else.
  ///
  /// - Returns: also how much was compared, and why something was not.
  /// - Throws: as `process()`; `NotApplicable` where it has no file, `MissingCapability` where that cannot be compared with.
  package func drift() async throws -> (drifts: [Drift], compared: Int, unseen: MissingCapability?) {
    let process = try process()
    guard let path = info["config_file"], !path.isEmpty else {
      throw NotApplicable("\(url) was started without a file: what it is set to is all there is")
    }
    if let refusal = state.refusals["CONFIG"] {
      throw MissingCapability("CONFIG GET is refused (\(refusal))", remedy: "let the user give it: +config|get")
    }
    let refused = state.refusals.sorted { $0.key < $1.key }.first
    let unseen = refused.map {
      MissingCapability(
        "not everything could be compared, for \($0.key) is refused (\($0.value))",
        remedy: "let the user give it: +acl|list +command +module|list")
    }
    let program = try trustedProgram()
    try requireSame("/proc/\(process)/root\(path)", path)
    try requireTrusted([path])
    do {
      let file = try ConfigurationFile(path: path)
      if let obstacle = file.obstacle {
        throw MissingCapability("its file \(obstacle.reason)", remedy: "nothing else shows what it means")
      }
      let modules = file.withAbsolutePaths.directives.filter { $0.name == "loadmodule" }.compactMap(\.arguments.first)
      try requireTrusted(file.files + modules)
      var (reference, live) = (try await ReferenceStart.state(of: file, by: program), state)
      // What one of them does not say is compared with nothing: here another user asks than there.
      reference.refusals.merge(live.refusals) { $1 }
      live.refusals.merge(reference.refusals) { $1 }
      let replaced = Placement(directory: "", dataDirectory: "").replaced(in: file)
      let drifts = live.drift(from: reference, replaced: Set(replaced))
      return (drifts, reference.count, unseen)
    } catch is ConfigurationError {
      throw MissingCapability("its file \(path) cannot be read here", remedy: "run as root")
    } catch let error as FixtureError {
      throw MissingCapability(
        "its file cannot be started beside it (\(error))", remedy: "judge the file with --redis-conf")
    } catch let error as ServiceError {
      throw MissingCapability(
        "its file cannot be started beside it (\(error))", remedy: "judge the file with --redis-conf")
    }
  }
}

extension Evidence {
  /// Records the settings that the control judges.
  ///
  /// - Throws: as `record(settings:from:)`.
  package func recordSettings(of server: ObservedServer) throws {
    try record(
      settings: control.readable.filter { $0.name == $0.setting?.name }.map(\.name), from: LiveSettings(server))
  }

  /// Tells which server was observed, and how it was.
  fileprivate func noteLook(at server: ObservedServer) {
    let binary = server.binary
    _ = tested(
      Component(
        role: .server, observed: ObservedPlace(address: "\(server.url)", isHere: server.place != .elsewhere),
        name: server.identity.name, version: server.identity.version,
        buildId: server.info["redis_build_id"] ?? "unknown", program: binary, binary: binary,
        binarySha256: server.processDigest, configurationSha256: nil))
    let health = ServerHealth(server)
    state.withLock { state in
      state.looks =
        (state.looks ?? []) + [
          Look(
            server: "\(server.url)",
            time: server.time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)),
            commands: server.commands, busy: health.busy, facts: health.facts)
        ]
    }
  }
}

extension ObservedServer {
  /// The digest of the binary that it executes, also of one that was replaced on the disk; `nil` where it cannot be read.
  fileprivate var processDigest: String? {
    guard case .here(let process) = place else { return nil }
    return try? sha256(ofFile: "/proc/\(process)/exe")
  }
}
