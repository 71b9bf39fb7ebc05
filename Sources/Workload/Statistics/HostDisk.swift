import Foundation
import Synchronization

/// How long this host's own disk takes to sync a page: what no server can be blamed for.
///
///     let disk = HostDisk()
///     …
///     let longest = disk.longestSync()
package final class HostDisk: Sendable {
  private let isOver = Atomic(false)
  private let longest = Mutex(0.0)
  private let done = DispatchSemaphore(value: 0)

  /// Begins to sync a page about ten times a second, on a thread of its own, in the directory for temporary files, where
  /// the servers' data is too.
  package init() {
    Thread.detachNewThread { [self] in
      syncPages()
      done.signal()
    }
  }

  /// Ends the watch.
  ///
  /// - Returns: the longest sync, in seconds; 0 where the directory cannot be written.
  package func longestSync() -> Double {
    isOver.store(true, ordering: .releasing)
    done.wait()
    return longest.withLock { $0 }
  }

  private func syncPages() {
    var template = Array("\(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")/page-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    unlink(template)
    let page = [UInt8](repeating: 1, count: 4096)
    while !isOver.load(ordering: .acquiring) {
      let began = ContinuousClock.now
      guard pwrite(descriptor, page, page.count, 0) == page.count, fdatasync(descriptor) == 0 else { return }
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      longest.withLock { $0 = max($0, seconds) }
      usleep(100_000)
    }
  }
}
