import Foundation
import Synchronization

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
