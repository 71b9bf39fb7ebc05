import CLinux
import Foundation
import Processes
import RedisFixture

/// Waits until connections are ready or a moment has come.
final class Poll {
  private let descriptor: Int32
  private var events = [epoll_event](repeating: epoll_event(), count: 256)

  /// - Throws: `SystemError.call`.
  init() throws {
    descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw SystemError.call("epoll_create1") }
  }

  deinit {
    close(descriptor)
  }

  /// Tells from now on when something can be read from the descriptor or, where asked for, written to it.
  ///
  /// - Parameter number: by which it is told.
  func watch(_ watched: Int32, number: Int, isNew: Bool = false, forRoom: Bool = false) throws {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | (forRoom ? EPOLLOUT.rawValue : 0)
    event.data.u64 = UInt64(number)
    guard epoll_ctl(descriptor, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, watched, &event) == 0 else {
      throw SystemError.call("epoll_ctl")
    }
  }

  func forget(_ watched: Int32) {
    _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, watched, nil)
  }

  /// Waits for at most so many nanoseconds.
  ///
  /// - Parameter body: gets the number of each that is ready, and whether it can be read and written.
  func wait(nanoseconds: Int, _ body: (_ number: Int, _ isReadable: Bool, _ isWritable: Bool) throws -> Void) throws {
    var limit = timespec(tv_sec: nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    let count = epoll_pwait2(descriptor, &events, Int32(events.count), &limit, nil)
    guard count >= 0 || errno == EINTR else {
      throw SystemError.call("epoll_pwait2")
    }
    for position in 0..<max(0, Int(count)) {
      let event = events[position]
      // A connection that is lost can be read: that is how it is noticed.
      try body(
        Int(event.data.u64), event.events & ~EPOLLOUT.rawValue != 0, event.events & EPOLLOUT.rawValue != 0)
    }
  }
}

/// Lets this thread's waits end when they should instead of up to 50 microseconds later, while the body runs.
func withExactWaits<Result>(_ body: () throws -> Result) rethrows -> Result {
  let slack = timer_slack()
  _ = set_timer_slack(1)
  defer { _ = set_timer_slack(UInt(max(slack, 0))) }
  return try body()
}

/// The monotonic clock, in nanoseconds.
@inline(__always)
func monotonicNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
}
