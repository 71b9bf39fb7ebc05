import Foundation

/// A program of ours: what to start, when it is ready, and how it is ended.
///
///     let exporter = Service("prometheus-redis-exporter", ["-redis.addr", address], directory: directory)
///     let process = try exporter.start()
///     defer { process.end() }
///
/// A program that runs to its end is a service too: `run(within:)` gives what it printed.
package struct Service: Sendable {
  package enum Input: Sendable {
    case nothing
    /// Read from where the descriptor stands.
    case descriptor(Int32)
  }

  package enum Output: Sendable {
    case nowhere
    /// Appended to the file, which is made where it is missing, for its owner alone.
    case file(String)
    case descriptor(Int32)
  }

  /// A path, or a name to be found in PATH.
  package var program: String
  package var arguments: [String]
  /// Its whole environment; `nil` for this process's.
  package var environment: [String: String]?
  /// Its working directory.
  package var directory: String
  package var input: Input
  /// Where standard output goes, and standard error unless `errors` says otherwise.
  package var output: Output
  /// Where standard error goes; `nil` for where standard output goes.
  package var errors: Output?
  /// The files in which it says what goes wrong, beside its output.
  package var logs: [String]
  /// `nil` for a program that is as good as ready when it runs.
  package var readiness: Readiness?
  /// What is done, one step after the other, until it has ended. A kill of its process group closes them.
  package var teardown: [TeardownStep]

  package init(
    _ program: String, _ arguments: [String] = [], environment: [String: String]? = nil, directory: String = "/",
    input: Input = .nothing, output: Output = .nowhere, errors: Output? = nil, logs: [String] = [],
    readiness: Readiness? = nil, teardown: [TeardownStep] = .terminating
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.input = input
    self.output = output
    self.errors = errors
    self.logs = logs
    self.readiness = readiness
    self.teardown = teardown
  }

  /// Starts the program and waits until it is ready. What does not become ready is killed.
  ///
  /// - Throws: `SystemError.spawn`, `ServiceError.exitedAtStart` with the program's own words, `ServiceError.notReady`.
  @discardableResult
  package func start() throws -> ServiceProcess {
    let words = LastWords(of: self)
    let process = try ServiceProcess(self)
    do {
      try readiness?.wait(for: process, saying: words)
    } catch {
      process.killGroup()
      throw error
    }
    return process
  }
}

/// One step towards the end of a service.
package struct TeardownStep: Sendable, Equatable {
  /// The signal that is sent to the program itself.
  package var signal: Int32
  /// How long the program may take until the next step.
  package var limit: Duration

  package static func send(_ signal: Int32, within limit: Duration) -> TeardownStep {
    TeardownStep(signal: signal, limit: limit)
  }
}

extension [TeardownStep] {
  /// As an operator ends it: SIGTERM and ten seconds.
  package static let terminating: Self = [.send(SIGTERM, within: .seconds(10))]
  /// Nothing but the kill.
  package static let killing: Self = []
}
