import Foundation
import Processes
import RedisConfiguration

/// The append-only files of one data directory: as their manifest and the directory tell (Redis 7.0 and later), or the one
/// file of a server that has no manifest.
package struct AppendOnlyFileSet: Sendable, Equatable {
  /// What names the set to a program: the manifest, or the one file.
  package let path: String
  /// `nil` if the server keeps one file.
  package let manifest: AppendOnlyManifest?
  /// The names in the directory that the manifest does not know, such as what an interrupted rewrite left.
  package let strays: [String]
  /// The names in the manifest that the directory does not hold.
  package let missing: [String]

  private let directory: String
  /// The programs that check and repair it.
  private let checkers: FileCheckers

  /// Reads the set of a data directory.
  ///
  /// - Parameters:
  ///   - name: the directory of the set, `appenddirname`.
  ///   - file: the one file of a server that has no such directory, `appendfilename`.
  ///   - checkers: those of the server that wrote it: others may reject what is sound.
  /// - Throws: `FixtureError.appendOnlyFiles` if there is neither, no manifest, more than one, or a malformed one.
  package init(
    in dataDirectory: String, named name: String = "appendonlydir", file: String = "appendonly.aof",
    checkers: FileCheckers = FileCheckers()
  ) throws {
    let directory = "\(dataDirectory)/\(name)"
    self.checkers = checkers
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
      path = "\(dataDirectory)/\(file)"
      guard fileSize(path) != nil else {
        throw FixtureError.appendOnlyFiles(path: directory, reason: "there is no such directory")
      }
      (self.directory, manifest, missing) = (dataDirectory, nil, [])
      let all = (try? FileManager.default.contentsOfDirectory(atPath: dataDirectory)) ?? []
      strays = all.filter { $0.hasPrefix("temp-") }.sorted()
      return
    }
    let manifests = names.filter { $0.hasSuffix(".manifest") && !$0.hasPrefix("temp-") }
    guard let first = manifests.first, manifests.count == 1 else {
      throw FixtureError.appendOnlyFiles(path: directory, reason: "holds \(manifests.count) manifests, not 1")
    }
    self.directory = directory
    path = "\(directory)/\(first)"
    do {
      let manifest = try AppendOnlyManifest(try String(contentsOfFile: path, encoding: .utf8))
      let known = Set(manifest.names)
      strays = names.filter { !known.contains($0) && $0 != first }.sorted()
      missing = known.subtracting(names).sorted()
      self.manifest = manifest
    } catch {
      throw FixtureError.appendOnlyFiles(path: path, reason: "\(error)")
    }
  }

  /// The path of the base, where there is one.
  package var base: String? { manifest?.base.map { path(of: $0.name) } }

  /// The paths of the incremental files, in the order in which they are read.
  package var incrementals: [String] { manifest?.incrementals.map { path(of: $0.name) } ?? [path] }

  /// The paths of the files that wait for their removal.
  package var history: [String] { manifest?.history.map { path(of: $0.name) } ?? [] }

  /// The path of a file of the set.
  package func path(of name: String) -> String { "\(directory)/\(name)" }

  // MARK: redis-check-aof

  /// What `redis-check-aof` said.
  package struct Check: Sendable, Equatable {
    package var isValid: Bool
    package var output: String
    /// Whether the program takes a base for damaged that `redis-check-rdb` of the same server finds sound. The base was
    /// checked by that then, and each other file alone.
    package var misreadsBase = false
  }

  /// Lets the checker look at the set, which it does not change.
  package func check() throws -> Check {
    let whole = try run(checkers.aof, [path])
    guard try misreadsBase(whole) else { return whole }
    let each = try incrementals.map { try run(checkers.aof, [$0]) }
    return Check(
      isValid: each.allSatisfy(\.isValid), output: ([whole] + each).map(\.output).joined(separator: "\n"),
      misreadsBase: true)
  }

  /// Lets the checker cut the last file behind its last whole command (`--fix`). Valid where that left a whole set.
  package func fix() throws -> Check {
    let whole = try run(checkers.aof, ["--fix", path])
    guard let last = incrementals.last, try misreadsBase(whole) else { return whole }
    var fixed = try run(checkers.aof, ["--fix", last])
    fixed.misreadsBase = true
    return fixed
  }

  /// Seen with Valkey 9.0 and 9.1, whose checker does not know the snapshots that its own server writes
  /// (https://github.com/valkey-io/valkey/pull/4739).
  private func misreadsBase(_ check: Check) throws -> Bool {
    guard !check.isValid, let base, manifest != nil else { return false }
    let isBlamed = check.output.contains("AOF \(URL(filePath: base).lastPathComponent) format error")
    return try isBlamed && run(checkers.rdb, [base]).isValid
  }

  private func run(_ program: String, _ arguments: [String]) throws -> Check {
    // The answer to its question whether to go on.
    let check = try Service(program, arguments).run(input: "y\n", within: .seconds(600))
    return Check(isValid: check.succeeded, output: check.output)
  }
}

/// The programs that check the files of a server.
package struct FileCheckers: Sendable, Equatable {
  package var aof = "redis-check-aof"
  package var rdb = "redis-check-rdb"

  package init() {}

  /// Those of a server itself: its program is the checker when it is called by that name. One of another version knows
  /// other formats.
  ///
  /// - Parameters:
  ///   - binary: the path of the server's program.
  ///   - directory: where to put links to it.
  init(of binary: String, linkedIn directory: String) throws {
    for checker in [\FileCheckers.aof, \FileCheckers.rdb] {
      let link = "\(directory)/\(self[keyPath: checker])"
      if (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != binary {
        try? FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: binary)
      }
      self[keyPath: checker] = link
    }
  }
}

extension ServerConfiguration {
  /// The name of the directory of the append-only files, under the data directory.
  package var appendOnlyDirectory: String { file.value(of: "appenddirname") ?? "appendonlydir" }
  /// What the names of the append-only files begin with, or the name of the one file.
  package var appendOnlyFile: String { file.value(of: "appendfilename") ?? "appendonly.aof" }
}

extension RedisServer {
  /// The path of the directory of its append-only files, or of the one file of a server that has no such directory.
  package var appendOnlyPath: String {
    let directory = "\(dataDirectory)/\(configuration.appendOnlyDirectory)"
    return FileManager.default.fileExists(atPath: directory)
      ? directory : "\(dataDirectory)/\(configuration.appendOnlyFile)"
  }

  /// The append-only files that the server has now, to be checked by its own program.
  ///
  /// - Throws: `FixtureError.appendOnlyFiles`.
  package func appendOnlyFiles() throws -> AppendOnlyFileSet {
    try AppendOnlyFileSet(
      in: dataDirectory, named: configuration.appendOnlyDirectory, file: configuration.appendOnlyFile,
      checkers: knownBinary.map { try FileCheckers(of: $0, linkedIn: directory) } ?? FileCheckers())
  }
}
