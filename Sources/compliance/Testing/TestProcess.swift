import Foundation
import Processes
import Synchronization

/// `swift test` as a child that does not outlive this process, and that is told when it shall end.
final class TestProcess {
  private let process: ServiceProcess

  /// - Parameter log: the file that takes what it prints.
  /// - Throws: `HarnessError` if it cannot be started.
  init(arguments: [String], environment: [String: String], directory: String, log: String) throws {
    // The child is killed when this process ends, however that ends; the tests watch `swift test` in turn.
    let service = Service(
      "setpriv", ["--pdeathsig", "KILL", "--", "swift"] + arguments, environment: environment, directory: directory,
      output: .file(log))
    do {
      process = try service.start()
    } catch {
      throw HarnessError("cannot run swift: \(error)")
    }
  }

  /// Waits for the end, and looks around several times a second. The first interruption asks the tests to end,
  /// as Ctrl-C does; the second, or ten seconds without an end, kills them.
  func wait(_ look: () -> Void) {
    var killAt: ContinuousClock.Instant?
    var told = 0
    while !process.waitForEnd(within: .milliseconds(100)) {
      let interruptions = Interruption.count
      if interruptions > told {
        told = interruptions
        process.signal(told == 1 ? SIGINT : SIGKILL)
        if told == 1 { killAt = .now + .seconds(10) }
      }
      if let deadline = killAt, ContinuousClock.now > deadline {
        process.signal(SIGKILL)
        killAt = nil
      }
      look()
    }
    process.killGroup()
    look()
  }

  var isSuccess: Bool { process.end == .exited(0) }

  /// How it ended: `exited 0`, `signal 9`.
  var end: String {
    switch process.end {
    case .exited(let status): "exited \(status)"
    case .signalled(let signal): "signal \(signal)"
    case nil: "still running"
    }
  }
}

/// Ctrl-C and its like, counted instead of obeyed: the report is written all the same.
enum Interruption {
  private static let counter = Atomic(0)

  static var count: Int { counter.load(ordering: .relaxed) }

  /// From now on SIGINT, SIGTERM and SIGHUP are counted.
  static func startCounting() {
    // Made before the first signal: a handler may add to it, but not make it.
    _ = count
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // A handler of its own, not SIG_IGN, which the child would inherit.
      signal(number) { _ in Interruption.counter.add(1, ordering: .relaxed) }
    }
  }
}
