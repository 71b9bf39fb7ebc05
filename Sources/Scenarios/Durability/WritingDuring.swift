import Processes
import RedisFixture
import Synchronization
import Workload

extension RecordedWriter {
  /// Lets several writers write while the body runs, which may bring the server down.
  ///
  /// - Parameters:
  ///   - count: how many, at least 1, each on a thread of its own.
  ///   - look: shown each writer's ledger before each of its batches.
  /// - Returns: a ledger for each.
  /// - Throws: what the body throws, when the writers have ended; what keeps one of them from connecting.
  func write(
    _ count: Int, to server: any RedisTarget, clock: LedgerClock, look: @Sendable (WriteLedger) -> Void = { _ in },
    during body: () throws -> Void
  ) throws -> [WriteLedger] {
    let isOver = Atomic(false)
    var ledgers: [WriteLedger] = []
    try concurrently(
      {
        defer { isOver.store(true, ordering: .releasing) }
        try body()
      },
      {
        ledgers = try writeTogether(count, to: server, clock: clock) { ledger in
          look(ledger)
          return isOver.load(ordering: .acquiring)
        }
      })
    return ledgers
  }
}
