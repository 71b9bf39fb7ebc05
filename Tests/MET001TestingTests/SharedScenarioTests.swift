import MET001
import MET001Testing
import RedisConfiguration
import RedisFixture
import Synchronization
import Testing

/// Keeps the server that it was played on, and how often it was played.
struct PlayedScenario: SharedScenario {
  private static let plays = Atomic(0)
  let server: RedisServer
  let play: Int

  init(_ server: RedisServer) throws {
    self.server = server
    try server.connect().command("SET", "played", "yes")
    play = Self.plays.add(1, ordering: .relaxed).newValue
  }
}

@Suite("Shared scenario", .sharing { try PlayedScenario($0) })
struct SharedScenarioTests {
  private let scenario: PlayedScenario

  init() throws {
    scenario = try .shared
  }

  @Test(arguments: 1...3)
  func `it is played once, and its server lives`(control: Int) throws {
    #expect(scenario.play == 1)
    #expect(try scenario.server.connect().command("GET", "played").text == "yes")
  }
}

/// Keeps where its server listens, and its limit.
struct ListeningScenario: SharedScenario {
  let endpoint: Endpoint
  let maxmemory: Int

  init(_ server: RedisServer) throws {
    endpoint = server.endpoint
    maxmemory = try server.connect().info("memory").integer("maxmemory")
  }
}

@Suite("Shared scenario on a socket", .sharing(scaled: false, listen: .unixSocket) { try ListeningScenario($0) })
struct SharedScenarioOnSocketTests {
  @Test func `its server listens on no network, with its whole memory`() throws {
    let scenario = try ListeningScenario.shared
    guard case .unixSocket = scenario.endpoint else {
      Issue.record("it listens on \(scenario.endpoint)")
      return
    }
    let file = try ConfigurationFile(path: RunSettings.current.redisConf)
    #expect(file.value(of: "maxmemory") == "2gb")
    #expect(scenario.maxmemory == 2 << 30)
  }
}

@Suite("Shared scenario without a word about it", .sharing { try ListeningScenario($0) })
struct SharedScenarioByDefaultTests {
  @Test func `its server listens on TCP, with the memory of the profile`() throws {
    let scenario = try ListeningScenario.shared
    guard case .tcp = scenario.endpoint else {
      Issue.record("it listens on \(scenario.endpoint)")
      return
    }
    #expect((scenario.maxmemory == 2 << 30) == (try RunSettings.current.profile.scale == 1))
  }
}

@Suite("Shared scenario that is another's", .sharing { try ListeningScenario($0) })
struct AnothersScenarioTests {
  @Test func `a scenario that the suite does not share is an error that says what to do`() {
    #expect(throws: MisuseError.shared("PlayedScenario")) { try PlayedScenario.shared }
    #expect(
      "\(MisuseError.shared("PlayedScenario"))"
        == "this suite shares no PlayedScenario: add .sharing { try PlayedScenario($0) } to it")
  }
}

@Suite("No shared scenario")
struct NoScenarioTests {
  @Test func `where nothing is shared, nothing is found`() {
    #expect(throws: MisuseError.shared("ListeningScenario")) { try ListeningScenario.shared }
  }
}

/// What a scenario throws that cannot be played to its end.
struct UnplayableScenario: SharedScenario {
  struct Failure: Error, Equatable {}

  init(_ server: RedisServer) throws {
    throw Failure()
  }
}

@Suite("Shared scenario that fails", .sharing { try UnplayableScenario($0) })
struct FailedScenarioTests {
  @Test(arguments: 1...2)
  func `each that shares it is told why`(control: Int) {
    #expect(throws: UnplayableScenario.Failure()) { try UnplayableScenario.shared }
  }
}
