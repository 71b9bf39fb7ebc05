/// SETs that were acknowledged and are to be done later.
///
/// Once its key is written again, a SET that waits is dropped: it would undo the newer write.
package struct LateWrites {
  private struct Write {
    var due: ContinuousClock.Instant
    var command: [UInt8]
  }

  private var waiting: [[UInt8]: Write] = [:]
  /// The keys in the order in which their writes are due. A key that was written again stands there several times.
  private var queue: ArraySlice<(due: ContinuousClock.Instant, key: [UInt8])> = []

  package init() {}

  /// Postpones a write. One that is postponed later must not be due earlier.
  package mutating func postpone(_ command: [UInt8], of key: [UInt8], until due: ContinuousClock.Instant) {
    waiting[key] = Write(due: due, command: command)
    queue.append((due, key))
  }

  /// Drops the write of the key that waits, if there is one.
  package mutating func drop(_ key: [UInt8]) {
    waiting[key] = nil
  }

  /// Lets all that wait be due by now.
  package mutating func hasten(to now: ContinuousClock.Instant) {
    queue = queue.filter { waiting[$0.key]?.due == $0.due }.map { (min($0.due, now), $0.key) }[...]
    for (due, key) in queue { waiting[key]?.due = due }
  }

  /// When to take those that are due; `nil` if none waits.
  package var nextDue: ContinuousClock.Instant? { queue.first?.due }

  /// Removes the commands that are due and returns them.
  package mutating func takeDue(at now: ContinuousClock.Instant) -> [[UInt8]] {
    var commands: [[UInt8]] = []
    while let first = queue.first, first.due <= now {
      queue.removeFirst()
      guard let write = waiting[first.key], write.due == first.due else { continue }
      waiting[first.key] = nil
      commands.append(write.command)
    }
    return commands
  }
}
