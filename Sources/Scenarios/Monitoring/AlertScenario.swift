import Processes

/// A drill of alerting, which a control judges.
package protocol AlertScenario: Sendable {
  /// One for each server.
  var timelines: [AlertTimeline] { get }
}

/// Drills several servers at the same time.
func concurrentTimelines(
  _ drills: [@Sendable () async throws -> AlertTimeline]
) async throws -> [AlertTimeline] {
  try await onThreads(drills.count) { try await drills[$0]() }
}
