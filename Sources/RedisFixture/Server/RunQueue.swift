import Foundation

/// How long the server's main thread has been ready to run while other threads had the processors: cheap enough to be
/// asked a thousand times a second.
package final class RunQueue {
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

  /// The whole wait since the thread began, in nanoseconds: the second number of schedstat (the kernel's
  /// sched-stats.rst). A wait counts when it has ended. None where the thread has ended.
  package var waited: Int? {
    var text = [UInt8](repeating: 0, count: 96)
    let count = pread(descriptor, &text, text.count, 0)
    guard count > 0 else { return nil }
    let numbers = text[..<count].split(separator: UInt8(ascii: " "))
    guard numbers.count > 1 else { return nil }
    return Int(String(decoding: numbers[1], as: UTF8.self))
  }
}
