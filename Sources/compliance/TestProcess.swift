import Foundation
import Synchronization

/// `swift test` as a child that does not outlive this process, and that is told when it shall end.
final class TestProcess {
  private let process = Process()

  /// - Parameters:
  ///   - log: the file that takes what it prints.
  init(arguments: [String], environment: [String: String], directory: String, log: String) throws {
    // The child is killed when this process ends, however that ends; the tests watch `swift test` in turn.
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["setpriv", "--pdeathsig", "KILL", "--", "swift"] + arguments
    process.environment = environment
    process.currentDirectoryURL = URL(filePath: directory)
    guard let sink = FileHandle(forWritingAtPath: log) else { throw HarnessError("cannot write \(log)") }
    try sink.seekToEnd()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = sink
    process.standardError = sink
    do {
      try process.run()
    } catch {
      throw HarnessError("cannot run swift: \(error)")
    }
  }

  /// Waits for the end, and looks around several times a second. The first interruption asks the tests to end,
  /// as Ctrl-C does; the second, or ten seconds without an end, kills them.
  func wait(_ look: () -> Void) {
    var killAt: ContinuousClock.Instant?
    var told = 0
    while process.isRunning {
      let interruptions = Interruption.count
      if interruptions > told {
        told = interruptions
        kill(process.processIdentifier, told == 1 ? SIGINT : SIGKILL)
        if told == 1 { killAt = .now + .seconds(10) }
      }
      if let deadline = killAt, ContinuousClock.now > deadline {
        kill(process.processIdentifier, SIGKILL)
        killAt = nil
      }
      look()
      usleep(100_000)
    }
    process.waitUntilExit()
    look()
  }

  var isSuccess: Bool { process.terminationReason == .exit && process.terminationStatus == 0 }

  /// How it ended: `exited 0`, `signal 9`.
  var end: String {
    process.terminationReason == .exit ? "exited \(process.terminationStatus)" : "signal \(process.terminationStatus)"
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
