import Foundation

/// Waits on the calling thread until the condition holds, looking every few milliseconds.
///
/// - Throws: `SystemError.timedOut` after the deadline, and whatever the condition throws.
package func wait(
  for condition: String, within limit: Duration, until holds: () throws -> Bool
) throws {
  let deadline = ContinuousClock.now + limit
  while try !holds() {
    guard ContinuousClock.now < deadline else { throw SystemError.timedOut(waitingFor: condition, within: limit) }
    usleep(5_000)
  }
}
