package import Foundation
import Synchronization

/// A service that was started: a process in a group of its own, with the signal mask and handlers that a shell would
/// give it.
///
/// Foundation's `Process` hands down the mask of the thread it is called on, which blocks SIGTERM and SIGINT if that
/// is a thread of Swift's pool, and notices the end of a server seconds late while a child of that server lives.
package final class ServiceProcess: Sendable {
  package enum End: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// How long a process that was killed may take to end: one that waits for a disk ends only when that answers.
  private static let killLimit = Duration.seconds(60)

  package let program: String
  package let id: pid_t
  private let teardown: [TeardownStep]
  private let life: ChildLife
  /// The services of this process that are not reaped yet.
  private static let services = Mutex<Set<pid_t>>([])

  /// Starts the program.
  ///
  /// - Throws: `SystemError.spawn`.
  init(_ service: Service) throws {
    program = service.program
    teardown = service.teardown
    id = try Self.services.withLock { services in
      let id = try service.spawn()
      services.insert(id)
      return id
    }
    life = ChildLife(of: id) { [id] in
      Self.services.withLock { _ = $0.remove(id) }
    }
  }

  /// Whether that is a service of this process, which somebody waits for.
  static func isService(_ id: pid_t) -> Bool { services.withLock { $0.contains(id) } }

  /// Whether the process still runs.
  package func isRunning() -> Bool { end == nil }

  /// How the process ended; `nil` while it runs.
  package var end: End? { life.end }

  /// The processor time of the process, and of its children that it waited for, in seconds; 0 while it runs.
  package var processorSeconds: Double { life.processorSeconds }

  /// Waits for the end of the process, not for that of others which it left behind.
  ///
  /// - Returns: whether it came in time.
  package func waitForEnd(within limit: Duration) -> Bool { life.waitForEnd(within: limit) }

  // MARK: Signals

  /// Sends the signal to the process alone, if it still runs.
  package func signal(_ signal: Int32) { life.send(signal) }

  /// Stops the process (SIGSTOP) until `resume`.
  package func pause() { signal(SIGSTOP) }

  /// Lets a stopped process go on.
  package func resume() { signal(SIGCONT) }

  // MARK: End

  /// Takes the service's teardown steps, and then kills what is left of its group.
  ///
  /// - Returns: whether it ended by itself, before the kill.
  @discardableResult
  package func tearDown() -> Bool { end(by: teardown) }

  /// Takes the steps one after the other until the process has ended, and then kills what is left of its group.
  ///
  /// - Returns: whether it ended by itself, before the kill.
  @discardableResult
  package func end(by steps: [TeardownStep]) -> Bool {
    var hasEnded = !isRunning()
    for step in steps where !hasEnded {
      signal(step.signal)
      hasEnded = waitForEnd(within: step.limit)
    }
    killGroup()
    return hasEnded
  }

  /// Kills the process and all that it started, and waits for its end.
  package func killGroup() { life.killGroup(within: Self.killLimit) }
}

extension ServiceProcess.End {
  /// Whether the program ended itself, and says that nothing went wrong.
  package var isClean: Bool { self == .exited(0) }
}

extension ServiceProcess.End: CustomStringConvertible {
  package var description: String {
    switch self {
    case .exited(let status): "exited with status \(status)"
    case .signalled(let signal): "was ended by signal \(signal)"
    }
  }
}
