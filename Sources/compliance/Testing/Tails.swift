import ComplianceReport
import Foundation

/// Reads the whole lines that were added to a file since the last look.
struct LineTail {
  private let path: String
  private var offset: UInt64 = 0
  private var rest = Data()
  /// The newest line.
  private(set) var last: Data?

  init(path: String) {
    self.path = path
  }

  @discardableResult
  mutating func read() -> [Data] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    guard (try? file.seek(toOffset: offset)) != nil, let added = try? file.readToEnd() else { return [] }
    offset += UInt64(added.count)
    rest += added
    var lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Data($0) }
    rest = lines.popLast() ?? Data()
    last = lines.last ?? last
    return lines
  }
}

/// Follows the event stream while it is written.
struct EventTail {
  private var lines: LineTail
  private(set) var events = TestEvents()

  init(path: String) {
    lines = LineTail(path: path)
  }

  mutating func read() {
    for line in lines.read() {
      // For the display alone: the report reads the whole stream again, and counts what cannot be read.
      try? events.read(line: line)
    }
  }
}
