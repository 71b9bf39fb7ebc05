/// SETs that are answered and not done yet.
///
/// The last one of a key counts: one that waits while its key is written again would undo that.
package struct LateWrites {
  private struct Write {
    var due: ContinuousClock.Instant
    var command: [UInt8]
  }

  private var waiting: [[UInt8]: Write] = [:]
  /// The keys by when their writes are due; of a key that was written again more than once.
  private var queue: ArraySlice<(due: ContinuousClock.Instant, key: [UInt8])> = []

  package init() {}

  /// Puts a write off. Those put off later are due later.
  package mutating func putOff(_ command: [UInt8], of key: [UInt8], until due: ContinuousClock.Instant) {
    waiting[key] = Write(due: due, command: command)
    queue.append((due, key))
  }

  /// Forgets the write that waits for the key.
  package mutating func forget(_ key: [UInt8]) {
    waiting[key] = nil
  }

  /// When the next one may have to be done.
  package var nextDue: ContinuousClock.Instant? { queue.first?.due }

  /// Gives up the commands that are due.
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
