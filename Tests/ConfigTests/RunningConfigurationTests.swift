import MET001Testing
import RedisFixture
import Scenarios
import Testing

extension RunningConfiguration: SharedScenario {
  fileprivate init(_ server: RedisServer) throws {
    try self.init(on: server, clients: Int(RunSettings.current.number(.clients)))
  }
}

extension IdleClient: LongScenario {
  fileprivate init(_ server: RedisServer, phases: Phases) throws {
    let settings = try RunSettings.current
    try self.init(
      of: server, beside: Int(settings.number(.clients)) - 1, seconds: settings.number(.idleTime), phases: phases)
  }
}

@Suite(
  "Running configuration", .specification, .sharing(scaled: false) { try RunningConfiguration($0) },
  .tags(.configuration))
struct RunningConfigurationTests {
  let running: RunningConfiguration

  init() throws {
    running = try .shared
    try evidence.identify(running.server)
  }

  @Test(.tags(.must), .fromTheBeginning { try IdleClient($0, phases: $1) })
  func `CFG-05 connections and databases`() async throws {
    evidence.record(.clientsServed, running.served)
    evidence.record(.lastClientServed, running.burst.seconds)
    if let refusal = running.burst.refusal.map(running.server.masking) {
      evidence.note("The first client that was not served: \(refusal).")
    }
    evidence.record(.grantedBacklog, try running.server.grantedBacklog())
    evidence.note("The clients came to \(running.server.endpoint.kind).")
    try evidence.record(
      settings: ["timeout", "tcp-keepalive", "tcp-backlog", "databases", "maxclients"],
      from: try await LiveSettings(running.server))
    evidence.record(.idleConnection, try await IdleClient.ended().refusal ?? "served")
  }

  // What is otherwise some time after the start is seen of the server that lives for longest.
  @Test(.tags(.must), .fromTheBeginning { try IdleClient($0, phases: $1) })
  func `CFG-07 no drift`() async throws {
    let live = try await LiveSettings(running.server)
    evidence.attach(live.text, named: "config-get.txt")
    let reference: ServerState
    do {
      reference = try await running.server.reference()
    } catch {
      try evidence.notChecked("the server's program cannot be started alone: \(error)")
    }
    // What the file itself hides, nobody can know; what somebody else hides is a drift.
    if let refusal = live.refusal, reference.refusals["CONFIG"] != nil {
      try evidence.notChecked("CONFIG GET is refused (\(refusal))")
    }
    evidence.record(.settingsCompared, reference.count)
    let rewritten = try await RewrittenConfiguration.play(on: ServersUnderTest())
    if let refusal = rewritten.refusal {
      evidence.violate("after CONFIG REWRITE the server does not start: \(refusal)")
      evidence.note(
        "CONFIG REWRITE writes settings and users into the main file and leaves included files as they are. What must not "
          + "stand twice, such as a user, belongs into the main file, or into the file that aclfile names.")
    }
    for drift in rewritten.drifts { evidence.note("After CONFIG REWRITE and a restart \(drift.changed).") }
    _ = try await IdleClient.ended()
    if rewritten.refusal == nil {
      evidence.record(.driftedAfterRewrite, rewritten.drifts.count, samples: rewritten.compared)
    }
  }
}

extension Drift {
  /// As a change from one moment to the next.
  fileprivate var changed: String {
    switch kind {
    case .setting: "\(name) is another"
    case .user: "a user is another"
    case .command: "a command has another name"
    case .module: "the module \(name) is there or is not, as it was not before"
    }
  }
}
