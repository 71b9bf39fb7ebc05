package import Foundation

/// Which versions of servers get security fixes, as far as it was known on a day.
package struct SupportedVersions: Codable, Hashable, Sendable {
  /// Versions that their project treats alike, such as all 7.0.
  package struct Line: Codable, Hashable, Sendable {
    /// `redis` or `valkey`.
    package var server: String
    /// What the version numbers begin with, such as `7.0`.
    package var line: String
    /// The last day; `nil` where none is announced.
    package var end: String?
  }

  /// A release of a distribution that keeps the servers which it has in its packages.
  package struct Distribution: Codable, Hashable, Sendable {
    /// As in os-release(5), such as `debian`.
    package var id: String
    package var version: String
    package var end: String
    /// Who gives fixes until then, for a reader.
    package var by: String
  }

  /// When this was last looked at.
  package var date: String
  /// Where it was read.
  package var sources: [String]
  package var lines: [Line]
  package var distributions: [Distribution]

  /// What is known of a version.
  package enum Support: Sendable, Equatable {
    /// Until the end of a day; without an end that is known.
    case supported(until: String?, by: String)
    case ended(on: String, by: String)
    case unknown
  }

  /// - Throws: `SpecificationError` naming the place in the file.
  package init(json: Data) throws {
    self = try decodeStrictly(SupportedVersions.self, from: json)
    for day in [date] + lines.compactMap(\.end) + distributions.map(\.end) where Day(day) == nil {
      throw SpecificationError(path: "supported-versions.json", problem: "'\(day)' is no day such as 2026-11-27")
    }
  }

  /// The list that is shipped.
  package static func shipped() throws -> SupportedVersions {
    guard let url = Bundle.module.url(forResource: "supported-versions", withExtension: "json") else {
      throw SpecificationError(path: "supported-versions.json", problem: "is missing")
    }
    return try SupportedVersions(json: try Data(contentsOf: url))
  }

  /// What its project says of a version.
  ///
  /// - Parameter version: such as `7.0.15`.
  package func support(of server: String, _ version: String, on today: Day) -> Support {
    let line = version.split(separator: ".").prefix(2).joined(separator: ".")
    guard let known = lines.first(where: { $0.server == server && $0.line == line }) else { return .unknown }
    return Self.support(until: known.end, by: "the \(server) project", on: today)
  }

  /// What a distribution says of what it has in its packages.
  package func support(ofPackagesOf id: String, _ version: String, on today: Day) -> Support {
    guard let known = distributions.first(where: { $0.id == id && $0.version == version }) else { return .unknown }
    return Self.support(until: known.end, by: known.by, on: today)
  }

  private static func support(until end: String?, by: String, on today: Day) -> Support {
    guard let end, let last = Day(end), last < today else { return .supported(until: end, by: by) }
    return .ended(on: end, by: by)
  }
}
