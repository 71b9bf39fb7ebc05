import Foundation

/// The signals that this process got, read from a pipe. A signal handler may do little more than write to one.
enum Signals {
  // 0 is the end to read from.
  private static let pipe: [Int32] = {
    var ends: [Int32] = [0, 0]
    Glibc.pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      Sockets.becomeNonblocking(end)
    }
    return ends
  }()

  /// The end of the pipe to read from: a byte for each signal, its number.
  static var descriptor: Int32 { pipe[0] }

  /// From now on these signals are written to the pipe and have no other effect.
  static func startReading() {
    // Made before the first signal: a handler may use it, but not make it.
    _ = descriptor
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGTERM, SIGINT, SIGHUP, SIGCHLD] {
      signal(number) { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Signals.pipe[1], &byte, 1)
        errno = before
      }
    }
  }

  /// The next signal that came; `nil` if there is none.
  static func next() -> Int32? {
    var byte: UInt8 = 0
    return read(descriptor, &byte, 1) == 1 ? Int32(byte) : nil
  }
}
