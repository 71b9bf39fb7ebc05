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
  package init(ofFile path: String) throws {
    self = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped).withUnsafeBytes { Self(of: $0) }
  }
}
