import Dispatch
import Foundation
import Processes
import TestSupport
import Testing

@Suite("Thread executor")
struct ThreadExecutorTests {
  /// Blocks the thread, as a control does that waits for a server.
  private func blocks(until signal: DispatchSemaphore) -> Bool {
    // The limit ends a broken test, it is not what is tested.
    signal.wait(timeout: .now() + 600) == .success
  }

  @Test func `tasks that block their threads do not stop the others`() async {
    // More than the pool has threads: on it, nobody would be left to end their waiting.
    let count = 2 * ProcessInfo.processInfo.activeProcessorCount
    let arrived = DispatchSemaphore(value: 0)
    let release = DispatchSemaphore(value: 0)
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<count {
        group.addTask(executorPreference: ThreadExecutor(label: "blocked \(number)")) {
          arrived.signal()
          return blocks(until: release)
        }
      }
      group.addTask(executorPreference: ThreadExecutor(label: "witness")) {
        for _ in 0..<count where !blocks(until: arrived) { return false }
        // All of them are blocked now, and the pool still works.
        await Task { @concurrent in
          for _ in 0..<count { release.signal() }
        }.value
        return true
      }
      for await wasReleased in group { #expect(wasReleased) }
    }
  }

  @Test func `tasks that prefer the same one run one after another`() async {
    let executor = ThreadExecutor(label: "one")
    let guests = Occupancy()
    await withTaskGroup { group in
      for guest in 0..<200 {
        group.addTask(executorPreference: executor) {
          guests.enter(guest)
          sched_yield()
          guests.leave()
        }
      }
    }
    #expect(guests.most == 1)
    #expect(guests.guests == Array(0..<200))
  }
}
