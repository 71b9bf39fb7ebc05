import Foundation
import Synchronization

/// How long this host takes to sync a page to its own disk once that is due: what no server can be blamed for.
///
///     let disk = HostDisk()
///     …
///     let longest = disk.longestSync()
package final class HostDisk: Sendable {
  private let isOver = Atomic(false)
  private let longest = Mutex(Double.nan)
  private let done = DispatchSemaphore(value: 0)

  /// Begins to sync a page about ten times a second, on a thread of its own, where scratch directories are
  /// made and the servers' data is too. A host that stands still while no page is written is late for the next one.
  package init() {
    Thread.detachNewThread { [self] in
      syncPages()
      done.signal()
    }
  }

  /// Ends the watch.
  ///
  /// - Returns: the longest sync, in seconds from when it was due; NaN if the directory cannot be written.
  package func longestSync() -> Double {
    isOver.store(true, ordering: .releasing)
    done.wait()
    return longest.withLock { $0 }
  }

  private func syncPages() {
    guard let file = UnlinkedFile() else { return }
    let page = [UInt8](repeating: 1, count: 4096)
    var due = ContinuousClock.now
    repeat {
      guard file.append(page), file.sync() else { return }
      let end = ContinuousClock.now
      let seconds = (end - due) / .seconds(1)
      longest.withLock { $0 = $0.isNaN ? seconds : max($0, seconds) }
      due = end + .milliseconds(100)
      usleep(100_000)
    } while !isOver.load(ordering: .acquiring)
  }
}
