import Foundation

/// What a thread did with its time since it began, in seconds.
package struct ThreadTime: Sendable, Equatable {
  /// On a processor.
  package var running: Double
  /// Ready to run, while other threads had the processors. A wait counts when it has ended.
  package var waiting: Double
}

/// The time of a server's main thread: cheap enough to be asked for a thousand times a second.
package final class ThreadClock {
  private let descriptor: Int32

  /// None where the server is down, or the kernel does not tell.
  package init?(of server: RedisServer) {
    guard let id = server.processId else { return nil }
    descriptor = open("/proc/\(id)/task/\(id)/schedstat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// What the thread did so far: the first two numbers of schedstat, in nanoseconds (the kernel's sched-stats.rst). None
  /// where it has ended.
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

extension RedisServer {
  /// How the server's main thread has spent its time.
  ///
  /// - Throws: `FixtureError.system` where the server is down.
  package func mainThreadTime() throws -> ThreadTime {
    guard let time = ThreadClock(of: self)?.time else {
      throw FixtureError.system(call: "read the server's processor time", reason: "it does not run")
    }
    return time
  }
}
