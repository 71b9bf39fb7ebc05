/// What went wrong with a server or a connection: what was tried, what was seen, what to do.
package enum FixtureError: Error, Equatable {
  case noSuchServer(path: String)
  case connect(endpoint: String, reason: String)
  case connectionLost(endpoint: String, reason: String)
  case refused(command: String, reply: String)
  case unexpected(command: String, reply: String)
  case leftBehind(String)
  case crashReport(log: String)
  case appendOnlyFiles(path: String, reason: String)
  /// The server did not do in time what it was waited for.
  case timedOut(waitingFor: String, within: Duration)
  /// The server does not run where the harness put it.
  case misplaced(String)
}

extension FixtureError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noSuchServer(let path):
      "no server program at \(path): install redis-server, or name another with MET001_REDIS_SERVER"
    case .connect(let endpoint, let reason):
      "cannot connect to \(endpoint): \(reason)"
    case .connectionLost(let endpoint, let reason):
      "lost the connection to \(endpoint): \(reason)"
    case .refused(let command, let reply):
      "\(command) was refused: \(reply)"
    case .unexpected(let command, let reply):
      "\(command) was answered with \(reply)"
    case .leftBehind(let what):
      "left behind after the server's end: \(what)"
    case .crashReport(let log):
      "the server's log holds a crash report: \(log)"
    case .appendOnlyFiles(let path, let reason):
      "append-only files at \(path): \(reason)"
    case .timedOut(let what, let limit):
      "waited \(limit) in vain for \(what)"
    case .misplaced(let what):
      "the server's entry point outvotes where the harness put it: \(what)"
    }
  }
}

extension FixtureError {
  /// Whether it tells what the server did, and not what this host or its user lacks.
  package var isOfServer: Bool {
    switch self {
    case .noSuchServer, .leftBehind: false
    case .connect, .connectionLost, .refused, .unexpected, .crashReport, .appendOnlyFiles, .timedOut, .misplaced: true
    }
  }
}
