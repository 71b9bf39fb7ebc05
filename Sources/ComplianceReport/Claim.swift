import Foundation
import MET001

/// What kind of claim a report makes: it is the first that a reader has to know.
package struct Claim: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable {
    /// The run started servers on a configuration, and did to them what production will do.
    case tried
    /// The run looked at servers that somebody else runs, and did nothing to them.
    case observed
  }

  package var kind: Kind
  /// In a sentence or two: what was tried or observed, when, and for how long.
  package var sentence: String

  init(of run: RunRecord, _ components: [Component], _ observed: [ObservedRecord]) {
    guard let targets = run.targets else {
      kind = .tried
      sentence = Self.trial(run, components.first { $0.role == .server })
      return
    }
    kind = .observed
    let looks = observed.map { server in
      let name = components.first { $0.observed?.address == server.address }.map { "\($0.name) \($0.version)" }
      let busy = server.busySeconds.map { ", some \(formatted(seconds: $0)) of its time" } ?? ""
      return "\(name ?? "a server") at \(server.address), \(time(from: server.from, until: server.until)), by "
        + "\(counted(server.commands, "command"))\(busy)"
    }
    sentence =
      looks.isEmpty
      ? "Servers were to be observed, and none was: \(targets.joined(separator: ", "))."
      : "Observed, as somebody else runs it: \(looks.joined(separator: "; ")). Nothing was written, nothing was changed."
  }

  private static func trial(_ run: RunRecord, _ server: Component?) -> String {
    guard let server else { return "A configuration was to be tried here, and no server was started." }
    let digest = server.configurationSha256.map { " \($0.shortDigest)" } ?? ""
    return
      "A configuration tried here: the run started \(server.name) \(server.version) on the configuration\(digest) itself, "
      + "\(time(from: run.started, until: run.ended)). "
      + "No server in production was looked at."
  }
}

/// When something was, and for how long.
private func time(from start: String, until end: String) -> String {
  let length = seconds(from: start, until: end).map { " and for \(formatted(seconds: $0))" } ?? ""
  return "at \(start.readableTime)\(length)"
}

/// Between two times as RFC 3339 has them; `nil` if they are none.
package func seconds(from start: String, until end: String) -> Double? {
  let style = Date.ISO8601FormatStyle(includingFractionalSeconds: start.contains("."))
  guard let start = try? style.parse(start), let end = try? style.parse(end) else { return nil }
  return end.timeIntervalSince(start)
}

extension ObservedRecord {
  /// What all looks at each server say together; `nil` if there was none.
  static func all(of material: RunMaterial) -> [ObservedRecord]? {
    let looks = ([material] + material.repetitions).flatMap(\.evidence.values).flatMap { $0.looks ?? [] }
    guard !looks.isEmpty else { return nil }
    let byServer = Dictionary(grouping: looks, by: \.server).mapValues { $0.sorted { $0.time < $1.time } }
    return byServer.values.compactMap { looks in
      guard let first = looks.first, let last = looks.last else { return nil }
      let busy = [first.busy, last.busy].compactMap(\.self)
      return ObservedRecord(
        address: first.server, from: first.time, until: last.time, commands: looks.map(\.commands).reduce(0, +),
        busySeconds: busy.count == 2 && looks.count > 1 && busy[1] > busy[0] ? busy[1] - busy[0] : nil,
        facts: last.facts)
    }.sorted { ($0.from, $0.address) < ($1.from, $1.address) }
  }
}

extension Access {
  /// What a control of it does to the server, by whatever word that is called.
  func deed(to server: String) -> String {
    switch self {
    case .reads: "only asks \(server)"
    case .writes: "puts load on \(server)"
    case .restarts: "changes settings of \(server), rewrites its files or restarts it"
    case .faults: "kills \(server), harms its disk or damages its files"
    }
  }
}
