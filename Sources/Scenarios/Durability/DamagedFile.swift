import Foundation
import RedisFixture

/// What a server says of a file of its set that is damaged.
package struct DamagedFile: Sendable, Equatable {
  /// The file, or its kind where the server names that.
  package var name: String
  /// What the server said when it refused to start; `nil` if it started.
  package var output: String?

  package init(name: String, output: String?) {
    self.name = name
    self.output = output
  }

  package var isRefused: Bool { output != nil }
  /// Whether the server said which file it is.
  package var isNamed: Bool { output?.contains(name) == true }

  /// At how many places the base file is damaged.
  private static let placesInBase = 10

  /// Flips a byte at one place after the other: at the begin of commands of the incremental file, all over the base file,
  /// and at the begin of the manifest.
  ///
  /// - Throws: `FixtureError`, `SystemError`.
  package static func damage(_ buffer: StoppedBuffer) throws -> [DamagedFile] {
    let server = buffer.server
    let set = try server.appendOnlyFiles()
    let incremental = try server.incrementalFile()
    let ends = try CommandBoundaries(ofFile: incremental.path).ends
    let name = URL(filePath: incremental.path).lastPathComponent
    // The first byte of a command says how many words follow. Whatever is allowed for an end that was torn off ends before
    // the last commands.
    let commands = Array(stride(from: 50, to: 950, by: 100)) + [ends.count - 40, ends.count - 3]
    var damages: [(file: FileSurgery, offset: Int, name: String)] = commands.map { (incremental, ends[$0], name) }
    if let base = set.base {
      let file = FileSurgery(base)
      let length = try file.length()
      damages += (0..<placesInBase).map { (file, length * (2 * $0 + 1) / (2 * placesInBase), "RDB") }
    }
    if set.manifest != nil { damages.append((FileSurgery(set.path), 0, "manifest file")) }
    return try damages.map { damage in
      try buffer.restore()
      try damage.file.flipByte(at: damage.offset)
      return DamagedFile(name: damage.name, output: try server.refusal())
    }
  }
}

extension [DamagedFile] {
  /// The share at which the server refused to start.
  package var refusedShare: Double { Double(count(where: \.isRefused)) / Double(count) }
  /// The share at which it refused and said which file it is.
  package var namedShare: Double { Double(count(where: \.isNamed)) / Double(count) }
}
