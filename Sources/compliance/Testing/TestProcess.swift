import Foundation
import Processes
import Synchronization

/// `swift build` or `swift test` as a child that does not outlive this process, and that is told when it shall end.
package final class TestProcess {
  private let process: ServiceProcess
  private let signs: [String]
  /// Why it was ended before its time; `nil` if it was not.
  package private(set) var cutShort: String?

  /// - Parameters:
  ///   - log: the file that takes what it prints.
  ///   - signs: files that grow, beside the log, while it is alive.
  /// - Throws: `HarnessError` if it cannot be started.
  package init(
    arguments: [String], environment: [String: String], directory: String, log: String, signs: [String] = []
  ) throws {
    self.signs = [log] + signs
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
  /// as Ctrl-C does; the second, or ten seconds without an end, kills them. So does silence.
  ///
  /// - Parameter silence: how long the log and the signs may stay as they are.
  package func wait(silence: Duration, _ look: () -> Void) {
    var killAt: ContinuousClock.Instant?
    var interruptions = 0
    var size = size
    var lastSign = ContinuousClock.now
    func ask() {
      process.signal(SIGINT)
      killAt = .now + .seconds(10)
    }
    while !process.waitForEnd(within: .milliseconds(100)) {
      Orphans.reapEnded()
      if Interruption.count > interruptions {
        interruptions = Interruption.count
        cutShort = "interrupted by a signal"
        if interruptions == 1 { ask() } else { process.signal(SIGKILL) }
      }
      if self.size != size {
        (size, lastSign) = (self.size, .now)
      } else if ContinuousClock.now - lastSign > silence, cutShort == nil {
        cutShort = "nothing was printed or reported for \(silence.components.seconds) s"
        ask()
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

  private var size: Int {
    signs.reduce(0) { $0 + (fileSize($1) ?? 0) }
  }

  var isSuccess: Bool { process.end == .exited(0) }

  /// How it ended: `exited 0`, `signal 9`.
  package var end: String {
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
