import Processes
import RedisFixture

/// The programs of a monitoring stack, by the names that Debian and their projects give them.
package enum MonitoringPrograms {
  package static let prometheus = ["prometheus"]
  package static let exporter = ["prometheus-redis-exporter", "redis_exporter"]
  package static let alertmanager = ["prometheus-alertmanager", "alertmanager"]

  private static let all = [prometheus, exporter, alertmanager]

  /// The path of a program.
  ///
  /// - Throws: `MissingCapability`.
  package static func path(of names: [String]) throws -> String {
    if let path = names.lazy.compactMap(findProgram).first { return path }
    throw MissingCapability("no \(names[0])", remedy: "apt-get install \(names[0])")
  }

  /// - Throws: `MissingCapability` if one of them is not here, with all that are not.
  package static func require() throws {
    let missing = all.filter { $0.allSatisfy { findProgram($0) == nil } }.map { $0[0] }
    guard missing.isEmpty else {
      throw MissingCapability(
        "no \(missing.joined(separator: ", "))", remedy: "apt-get install \(missing.joined(separator: " "))")
    }
  }
}

/// A program of a monitoring stack, as it describes itself.
package struct MonitoringProgram: Sendable, Equatable {
  package enum Part: String, Sendable { case prometheus, exporter, alertmanager }

  package var part: Part
  package var version: String
  package var revision: String
  /// The path that was started.
  package var program: String
  /// The paths of the files that it reads: rules, or a configuration.
  package var files: [String]
}
