package import RedisFixture
import Workload

/// What becomes of a load of a server that holds somebody else's key.
package enum DirtyStart: String, Sendable {
  case refused
  case loaded
  case touched = "refused, but touched"

  private static let key = "somebody-elses"
  private static let value = "value"

  /// Writes the key, and tries to load one event.
  ///
  /// - Throws: `FixtureError`.
  package init(_ eventLoad: EventLoad, on server: any RedisTarget) throws {
    let connection = try server.connect()
    try connection.command("SET", Self.key, Self.value)
    do {
      _ = try eventLoad.loader.load(0..<1, into: server)
      self = .loaded
    } catch LoadError.notEmpty {
      let isUntouched = try connection.command("GET", Self.key) == .bytes(Array(Self.value.utf8))
      self = try isUntouched && connection.keyCount() == 1 ? .refused : .touched
    }
  }
}
