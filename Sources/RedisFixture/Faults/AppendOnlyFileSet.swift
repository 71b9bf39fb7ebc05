import Foundation
import Processes
import RedisConfiguration

/// The append-only files of one data directory, as their manifest and the directory tell (Redis 7.0 and later).
package struct AppendOnlyFileSet: Sendable, Equatable {
  package let manifestPath: String
  package let manifest: AppendOnlyManifest
  /// The names in the directory that the manifest does not know, such as what an interrupted rewrite left.
  package let strays: [String]
  /// The names in the manifest that the directory does not hold.
  package let missing: [String]

  private let directory: String

  /// Reads the set of a data directory.
  ///
  /// - Parameter name: the directory of the set, `appenddirname`.
  /// - Throws: `FixtureError.appendOnlyFiles` if there is no manifest, more than one, or a malformed one.
  package init(in dataDirectory: String, named name: String = "appendonlydir") throws {
    let directory = "\(dataDirectory)/\(name)"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      throw FixtureError.appendOnlyFiles(path: directory, reason: "there is no such directory")
    }
    let manifests = names.filter { $0.hasSuffix(".manifest") && !$0.hasPrefix("temp-") }
    guard let manifest = manifests.first, manifests.count == 1 else {
      throw FixtureError.appendOnlyFiles(path: directory, reason: "holds \(manifests.count) manifests, not 1")
    }
    self.directory = directory
    manifestPath = "\(directory)/\(manifest)"
    do {
      self.manifest = try AppendOnlyManifest(try String(contentsOfFile: manifestPath, encoding: .utf8))
    } catch {
      throw FixtureError.appendOnlyFiles(path: manifestPath, reason: "\(error)")
    }
    let known = Set(self.manifest.names)
    strays = names.filter { !known.contains($0) && $0 != manifest }.sorted()
    missing = known.subtracting(names).sorted()
  }

  /// The path of the base, where there is one.
  package var base: String? { manifest.base.map { path(of: $0.name) } }

  /// The paths of the incremental files, in the order in which they are read.
  package var incrementals: [String] { manifest.incrementals.map { path(of: $0.name) } }

  /// The paths of the files that wait for their removal.
  package var history: [String] { manifest.history.map { path(of: $0.name) } }

  /// The path of a file of the set.
  package func path(of name: String) -> String { "\(directory)/\(name)" }

  // MARK: redis-check-aof

  /// What `redis-check-aof` said.
  package struct Check: Sendable, Equatable {
    package var isValid: Bool
    package var output: String
  }

  /// Lets `redis-check-aof` look at the set, which it does not change.
  package func check(with program: String = "redis-check-aof") throws -> Check {
    try run(program, [manifestPath])
  }

  /// Lets `redis-check-aof --fix` cut the last file behind its last whole command. Valid where that left a whole set.
  package func fix(with program: String = "redis-check-aof") throws -> Check {
    try run(program, ["--fix", manifestPath])
  }

  private func run(_ program: String, _ arguments: [String]) throws -> Check {
    // The answer to its question whether to go on.
    let check = try Service(program, arguments).run(input: "y\n", within: .seconds(600))
    return Check(isValid: check.succeeded, output: check.output)
  }
}

extension ServerConfiguration {
  /// The name of the directory of the append-only files, under the data directory.
  package var appendOnlyDirectory: String { file.value(of: "appenddirname") ?? "appendonlydir" }
}
