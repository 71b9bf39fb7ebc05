/// How a service says that it is ready.
package struct Readiness: Sendable {
  package enum Answer: Sendable, Equatable {
    case ready
    /// What was seen instead.
    case notYet(String)
  }

  /// How long it may take.
  package var limit: Duration
  /// Asks the service, every few milliseconds.
  package var ask: @Sendable () throws -> Answer

  package init(within limit: Duration, ask: @escaping @Sendable () throws -> Answer) {
    self.limit = limit
    self.ask = ask
  }

  func wait(for process: ServiceProcess, saying words: LastWords) throws {
    var lastSeen = "nothing"
    do {
      try Processes.wait(for: "readiness", within: limit) {
        guard process.isRunning() else {
          throw ServiceError.exitedAtStart(
            program: process.program, how: process.end?.description ?? "ended", output: words.text)
        }
        switch try ask() {
        case .ready: return true
        case .notYet(let seen):
          lastSeen = seen
          return false
        }
      }
    } catch SystemError.timedOut {
      throw ServiceError.notReady(program: process.program, within: limit, lastSeen: lastSeen, log: words.text)
    }
  }
}

/// Why a service that was started is of no use.
package enum ServiceError: Error, Equatable {
  case exitedAtStart(program: String, how: String, output: String)
  case notReady(program: String, within: Duration, lastSeen: String, log: String)
}

extension ServiceError {
  /// The program, as it was started.
  package var program: String {
    switch self {
    case .exitedAtStart(let program, _, _), .notReady(let program, _, _, _): program
    }
  }

  /// The same of a program that another one was to start, with what may be shown of its words.
  package func naming(_ program: String, showing words: (String) -> String) -> ServiceError {
    switch self {
    case .exitedAtStart(_, let how, let output): .exitedAtStart(program: program, how: how, output: words(output))
    case .notReady(_, let limit, let lastSeen, let log):
      .notReady(program: program, within: limit, lastSeen: lastSeen, log: words(log))
    }
  }
}

extension ServiceError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .exitedAtStart(let program, let how, let output):
      "\(program) \(how) before it was ready: \(output.isEmpty ? "it printed nothing" : output)"
    case .notReady(let program, let limit, let lastSeen, let log):
      "\(program) was not ready within \(limit) (last seen: \(lastSeen); log: \(log))"
    }
  }
}
