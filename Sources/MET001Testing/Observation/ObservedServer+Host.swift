package import Foundation
import Host
import Processes
import RedisConfiguration
package import RedisFixture
import Remote
package import Scenarios

// What can be seen of a server that somebody else runs where its process is on this host.
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

  /// - Throws: `MissingCapability` where it may run on this host, and cannot be seen there.
  package func requireSeen() throws {
    if place == .hidden { _ = try process() }
  }

  /// The path of the binary that it executes, where that can be seen.
  package var binary: String? {
    guard case .here(let process) = place else { return nil }
    return try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/exe")
  }

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
    guard isSameFile(seen, path) else {
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
    guard let path = binary else {
      throw MissingCapability("this user may not see which program \(url) is", remedy: "run as root")
    }
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
    } catch  where error is FixtureError || error is ServiceError {
      throw MissingCapability(
        "its file cannot be started beside it (\(error))", remedy: "judge the file with --redis-conf")
    }
  }

  /// The digest of the binary that it executes, also of one that was replaced on the disk; `nil` where it cannot be read.
  var processDigest: String? {
    guard case .here(let process) = place else { return nil }
    return try? sha256(ofFile: "/proc/\(process)/exe")
  }
}
