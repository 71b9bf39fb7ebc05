package import Foundation
import Processes

/// What a thread did with its time since it began, in seconds.
package struct ThreadTime: Sendable, Equatable {
  /// On a processor.
  package var running: Double
  /// Ready to run, while other threads had the processors. A wait counts when it has ended.
  package var waiting: Double
}

/// The time of a thread: cheap enough to be asked for a thousand times a second.
package final class ThreadClock {
  private let descriptor: Int32

  /// That of a process's main thread; `nil` if there is no such process, or the kernel does not tell.
  package convenience init?(of process: pid_t?) {
    guard let id = process else { return nil }
    self.init(path: "/proc/\(id)/task/\(id)/schedstat")
  }

  /// That of the calling thread, also when another thread asks it; `nil` if the kernel does not tell.
  package static func ofThisThread() -> ThreadClock? { ThreadClock(path: "/proc/thread-self/schedstat") }

  private init?(path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// What the thread did so far: the first two numbers of schedstat, in nanoseconds (the kernel's sched-stats.rst). `nil`
  /// if it has ended.
  package var time: ThreadTime? {
    var text = [UInt8](repeating: 0, count: 96)
    let count = pread(descriptor, &text, text.count, 0)
    guard count > 0 else { return nil }
    let numbers = text[..<count].split(separator: UInt8(ascii: " ")).prefix(2).compactMap {
      Double(String(decoding: $0, as: UTF8.self))
    }
    guard numbers.count == 2 else { return nil }
    return ThreadTime(running: numbers[0] / 1e9, waiting: numbers[1] / 1e9)
  }
}

extension ThreadTime {
  /// How the main thread of the process has spent its time.
  ///
  /// - Throws: `SystemError.call` if there is no such process.
  package init(ofMainThreadOf process: pid_t?) throws {
    guard let time = ThreadClock(of: process)?.time else {
      throw SystemError.call("read the server's processor time", reason: "it does not run")
    }
    self = time
  }
}
