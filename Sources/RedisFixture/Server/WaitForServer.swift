import Processes

/// Waits for something that the server does, looking every few milliseconds. Where it does not come, that is the
/// server's doing.
///
/// - Throws: `FixtureError.timedOut` after the deadline, and whatever the condition throws.
package func waitForServer(_ what: String, within limit: Duration, until holds: () throws -> Bool) throws {
  do {
    try wait(for: what, within: limit, until: holds)
  } catch SystemError.timedOut {
    throw FixtureError.timedOut(waitingFor: what, within: limit)
  }
}
