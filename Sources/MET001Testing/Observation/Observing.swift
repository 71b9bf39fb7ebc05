import Foundation
import Host
import MET001
import Processes
import RedisFixture
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
  var obstacles: [NotApplicable] = []
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
    let (binary, program) = (server.binary, server.info.program)
    _ = tested(
      Component(
        role: .server, observed: ObservedPlace(address: "\(server.url)", isHere: server.place != .elsewhere),
        name: program.name, version: program.version, buildId: program.buildId, program: binary, binary: binary,
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
