package import Foundation
package import Host
package import RedisFixture
package import Remote

/// What a server that somebody else runs says of itself, at one moment. Its commands only ask: INFO, CONFIG GET, SLOWLOG,
/// and for a comparison with its file ACL LIST, COMMAND and MODULE LIST.
package struct ObservedServer: Sendable {
  package let url: TargetURL
  package let time: Date
  package let place: ServerPlace
  package let info: Info
  /// What it is set to. Users, commands and modules only where they were asked for.
  package let state: ServerState
  /// `nil` if it does not tell.
  package let slowLog: SlowLog?
  /// How many commands were sent to it for this.
  package let commands: Int

  /// How long an answer may take.
  private static let patience = Duration.seconds(5)
  /// How long all of them may take.
  private static let longestLook = Duration.seconds(20)
  /// How much all of them may be, in bytes: a list of users of megabytes is an answer, one without end is none.
  private static let largestLook = 64 << 20

  /// - Parameter wholly: whether it is asked for its users, commands and modules, too, if it is on this host.
  /// - Throws: `FixtureError`.
  package init(_ server: RunningServer, wholly: Bool) throws {
    let connection = try server.connect(timeout: Self.patience)
    connection.allowance = .init(end: .now + Self.longestLook, bytes: Self.largestLook)
    url = server.url
    time = .now
    info = try connection.info()
    place = Self.place(of: server.url, process: info["process_id"].flatMap { Int($0) })
    state = try wholly && place != .elsewhere ? connection.state() : connection.settings()
    slowLog = try SlowLog(connection)
    commands = connection.sent
  }

  package init(
    url: TargetURL, time: Date = .now, place: ServerPlace = .elsewhere, info: Info, state: ServerState = ServerState(),
    slowLog: SlowLog? = nil, commands: Int = 0
  ) {
    self.url = url
    self.time = time
    self.place = place
    self.info = info
    self.state = state
    self.slowLog = slowLog
    self.commands = commands
  }

  private static func place(of url: TargetURL, process: Int?) -> ServerPlace {
    // One that does not tell its process may be here all the same.
    guard let process else { return .hidden }
    return switch url.place {
    case .unixSocket(let path): ServerPlace(ofProcess: process, socketPath: path)
    case .tcp(let host, let port), .tls(let host, let port): ServerPlace(ofProcess: process, host: host, port: port)
    }
  }
}

/// The commands that took the server longest, by its own log: their arguments, which are somebody's data, are not kept.
package struct SlowLog: Sendable, Equatable {
  /// How many commands it holds.
  package var entries: Int
  /// The longest of the newest, in seconds; 0 if it holds none.
  package var longest: Double

  package init(entries: Int, longest: Double) {
    self.entries = entries
    self.longest = longest
  }

  /// - Returns: `nil` if the server does not tell.
  fileprivate init?(_ connection: RedisConnection) throws {
    guard let entries = try connection.send(["SLOWLOG", "LEN"]).integer,
      let newest = try connection.send(["SLOWLOG", "GET", "\(min(max(entries, 1), 128))"]).elements
    else { return nil }
    // Each is a number, a time, and a duration in microseconds.
    let durations = newest.compactMap { $0.elements?.dropFirst(2).first?.integer }
    self.init(entries: entries, longest: Double(durations.max() ?? 0) / 1e6)
  }
}
