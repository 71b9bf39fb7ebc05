import Foundation
import RESP

/// Where each command of an incremental append-only file ends.
package struct CommandBoundaries: Sendable, Equatable {
  /// The offset behind each whole command.
  package private(set) var ends: [Int] = []
  /// The first offset where no command can go on; see `CommandReader.malformedAt`.
  package private(set) var malformedAt: Int?

  package init(of bytes: UnsafeRawBufferPointer) {
    var commands = CommandReader(bytes, from: .appendOnlyFile)
    while let command = commands.next() { ends.append(command.range.upperBound) }
    malformedAt = commands.malformedAt
  }

  /// Reads a file.
  ///
  /// - Throws: `NotApplicable` if it begins with a snapshot, as the one file of a server without a manifest does after a
  ///   rewrite: where that ends only the server knows.
  package init(ofFile path: String) throws {
    let data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    guard !data.starts(with: "REDIS".utf8) else {
      throw NotApplicable("the server keeps its snapshot and the commands behind it in one file")
    }
    self = data.withUnsafeBytes { Self(of: $0) }
  }
}
