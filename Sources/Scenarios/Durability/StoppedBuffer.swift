import Foundation
package import RedisFixture
import Workload

/// A server that was stopped with half of its events in the base file and half in the incremental one, and a copy of
/// its files from which they can be restored.
package struct StoppedBuffer: Sendable {
  package static let events = 0..<2000
  /// Events in the base file; the rest are in the incremental one.
  package static let eventsInBase = 1000

  package let server: RedisServer
  package let eventLoad: EventLoad
  private let copy: String

  /// Starts a server, fills it and stops it.
  ///
  /// - Throws: what the body throws; `LoadError`, `FixtureError`.
  package static func with<Result>(
    _ eventLoad: EventLoad, on servers: some ServerFactory, _ body: (StoppedBuffer) async throws -> Result
  ) async throws -> Result {
    try await servers.withServer(adjust: withoutAutomaticRewrites) { server in
      _ = try eventLoad.orderedLoader.load(events.prefix(eventsInBase), into: server)
      try server.rewriteWell()
      _ = try eventLoad.orderedLoader.append(events.dropFirst(eventsInBase), to: server)
      server.stop()
      let buffer = StoppedBuffer(server: server, eventLoad: eventLoad, copy: "\(server.directory)/copy")
      try copyDirectory(server.dataDirectory, to: buffer.copy)
      return try await body(buffer)
    }
  }

  /// Ends the server, and gives it its files back as they were.
  package func restore() throws {
    try server.takeData(from: copy)
  }
}
