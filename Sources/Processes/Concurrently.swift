import Foundation
package import Synchronization

/// Runs both bodies at the same time, the second on a thread of its own, and waits for both.
///
/// - Throws: what the first body throws, else what the second throws.
package func concurrently(
  _ first: () throws -> Void, _ second: () throws -> Void
) throws {
  try withoutActuallyEscaping(second) { second in
    // The thread may outlive this scope, but lets go of the closure before it says so: else the scope traps.
    nonisolated(unsafe) var body: (() throws -> Void)? = second
    let result = Mutex<Result<Void, any Error>>(.success(()))
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let outcome = Result { try body?() ?? () }
      body = nil
      result.withLock { $0 = outcome }
      done.signal()
    }
    let firstResult = Result { try first() }
    done.wait()
    try firstResult.get()
    try result.withLock { try $0.get() }
  }
}

/// Runs the body, and beside it, on a thread of its own, a companion that goes on until the body has ended.
///
/// - Parameter companion: gets whether the body has ended.
/// - Returns: what the body returns.
/// - Throws: what the body throws, else what the companion throws, when both have ended.
package func beside<Outcome>(
  _ body: () throws -> Outcome, _ companion: (_ isOver: borrowing Atomic<Bool>) throws -> Void
) throws -> Outcome {
  let isOver = Atomic(false)
  var outcome: Result<Outcome, any Error>?
  try concurrently(
    {
      outcome = Result { try body() }
      isOver.store(true, ordering: .releasing)
    }, { try companion(isOver) })
  return try outcome!.get()
}

/// Runs the body so many times at once, each on a thread of its own, and waits for all.
///
/// - Returns: the results in the order of their numbers.
/// - Throws: what the lowest number throws that throws, when all have ended.
package func inParallel<Outcome: Sendable>(
  _ count: Int, _ body: @Sendable (Int) throws -> Outcome
) throws -> [Outcome] {
  let outcomes = Mutex<[Int: Outcome]>([:])
  func run(from number: Int) throws {
    guard number < count else { return }
    try concurrently(
      {
        let outcome = try body(number)
        outcomes.withLock { $0[number] = outcome }
      }, { try run(from: number + 1) })
  }
  try run(from: 0)
  return outcomes.withLock { outcomes in (0..<count).compactMap { outcomes[$0] } }
}
