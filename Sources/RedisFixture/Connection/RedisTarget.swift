package import Foundation

/// Whatever can be connected to: a server of ours, a shard, a master behind Sentinel, a server that someone else runs.
///
/// Loads, traffic, ledgers and verifiers take this and nothing more.
package protocol RedisTarget: Sendable {
  /// Where it listens.
  var endpoint: Endpoint { get }

  /// Its main process, if that is ours and runs; `nil` of a server that someone else runs, or that is down.
  var processId: pid_t? { get }

  /// The other programs that were started with it, such as a proxy or a log shipper; empty of a server that someone else
  /// runs.
  var companions: [pid_t] { get }

  /// Connects and authenticates.
  ///
  /// - Parameter timeout: how long the connection and each answer may take.
  /// - Throws: `FixtureError.connect`, `FixtureError.connectionLost`, `FixtureError.refused`.
  func connect(timeout: Duration) throws -> RedisConnection
}

extension RedisTarget {
  package var processId: pid_t? { nil }

  package var companions: [pid_t] { [] }

  /// Connects and authenticates; each answer may take a minute.
  ///
  /// - Throws: `FixtureError.connect`, `FixtureError.connectionLost`, `FixtureError.refused`.
  package func connect() throws -> RedisConnection { try connect(timeout: .seconds(60)) }
}
