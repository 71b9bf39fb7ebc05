import Foundation
import Processes
import RedisFixture

/// A service of a scratch host, as its systemd knows it.
struct DeployedUnit {
  let host: ScratchHost
  /// Such as `redis-buffer.service`.
  let name: String
  /// Where clients connect on the loopback interface; 0 for nowhere.
  let port: Int

  // MARK: Life

  /// What systemd says of it; empty where it does not know.
  func property(_ name: String) -> String {
    let words = ["systemctl", "show", "--property", name, "--value", self.name]
    return ((try? host.service(words).run(within: .seconds(10)))?.output ?? "").trimmingCharacters(in: .newlines)
  }

  /// Whether it serves clients: whoever has no password is told so.
  func serves(within limit: Duration) -> Bool {
    (try? wait(for: "\(name) to serve", within: limit) {
      guard property("ActiveState") == "active" else { return false }
      guard port > 0 else { return true }
      let answer = try host.service(["redis-cli", "-p", "\(port)", "PING"]).run(within: .seconds(5)).output
      return ["PONG", "NOAUTH", "NOPERM"].contains { answer.hasPrefix($0) }
    }) != nil
  }

  /// Starts it, and waits until it serves or will not.
  ///
  /// - Returns: whether it serves.
  func start() throws -> Bool {
    _ = try host.service(["systemctl", "reset-failed", name]).run(within: .seconds(10))
    let start = try host.service(["systemctl", "start", name]).run(within: .seconds(60))
    return start.succeeded && serves(within: .seconds(20))
  }

  /// Ends it at once, and lets nobody start it again.
  func kill() throws {
    _ = try host.service(["systemctl", "kill", "--signal=KILL", name]).run(within: .seconds(10))
    _ = try host.service(["systemctl", "stop", name]).run(within: .seconds(30))
  }

  /// What it wrote since a moment of the journal, the last lines.
  func words() -> String {
    let words = ["journalctl", "--unit", name, "--output=cat", "--no-pager", "--lines=40"]
    return (try? host.service(words).run(within: .seconds(10)))?.output ?? ""
  }

  // MARK: Appraisal

  /// The user that it runs as, and the directory that its server works in: where its data is; `nil` while it is down.
  func running() throws -> (user: String, directory: String)? {
    let id = property("MainPID")
    guard Int(id) ?? 0 > 0 else { return nil }
    let words = try host.shell("stat --format %U /proc/\(id) && readlink /proc/\(id)/cwd").run(within: .seconds(10))
    let lines = words.output.split(separator: "\n").map(String.init)
    return lines.count == 2 ? (lines[0], lines[1]) : nil
  }

  /// What `systemd-analyze verify` objects to in it.
  func objections() throws -> [String] {
    let verify = try host.service(["systemd-analyze", "verify", "--recursive-errors=no", name]).run(
      within: .seconds(30))
    let lines = verify.output.split(separator: "\n").map(String.init)
    let own = lines.filter { $0.contains(name) }
    return verify.succeeded || !own.isEmpty ? own : lines
  }

  /// How exposed a unit is, from 0 to 10, by `systemd-analyze security`; `nil` where there is no such unit.
  func exposure(of unit: String) throws -> Double? {
    let words = ["systemd-analyze", "security", "--offline=true", "--no-pager", unit]
    let output = try host.service(words).run(within: .seconds(30)).output
    return output.firstMatch(of: /Overall exposure level for [^:]*: ([0-9.]+)/).flatMap { Double($0.1) }
  }

  /// Who reads the unit's files: those whose paths stand in its commands, without programs, and all that holds its data.
  ///
  /// Everybody in the user database is tried, but root and the user that it runs as.
  func readers(user: String, directory: String) throws -> (files: [String], readers: [FileReader]) {
    let commands = ["ExecStart", "ExecStartPre", "ExecStartPost", "ExecStop", "ExecReload", "EnvironmentFiles"]
    let words = commands.flatMap { property($0).split { " ;={}".contains($0) } }.filter { $0.hasPrefix("/") }
    return try FileReader.find(among: [directory] + Set(words.map(String.init)).sorted(), beside: user) {
      host.service($0)
    }
  }

  // MARK: Data

  /// Gives it a copy of a directory of this host in place of its data, owned as those were.
  func takeData(from directory: String, in data: String) throws {
    let place = "\(host.root)\(data)"
    let script = #"find "$1" -mindepth 1 -delete && cp -a "$0/." "$1/" && chown -R --reference="$1" "$1""#
    _ = try Service("/bin/sh", ["-c", script, directory, place]).require()
  }

  /// Copies its data to a directory of this host, which must not exist.
  func copyData(in data: String, to directory: String) throws {
    _ = try Service("cp", ["-a", "\(host.root)\(data)", directory]).require()
  }
}
