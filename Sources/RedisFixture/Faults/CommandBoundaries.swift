import Foundation

/// One command in the bytes of an incremental append-only file.
package struct LoggedCommand: Sendable, Equatable {
  /// From the first byte, of an annotation if one precedes the command, to the first behind it.
  package var range: Range<Int>
  /// Where its first word is, such as `SET`.
  package var name: Range<Int>
  /// Where its second word is: most often a key. None where it has but one word.
  package var key: Range<Int>?

  package func name(in bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes[name], as: UTF8.self)
  }

  package func key(in bytes: UnsafeRawBufferPointer) -> String? {
    key.map { String(decoding: bytes[$0], as: UTF8.self) }
  }
}

/// Reads the commands of an incremental append-only file one after the other, without a copy.
///
///     let data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
///     data.withUnsafeBytes { bytes in
///       var commands = CommandReader(bytes)
///       while let command = commands.next() { … }
///     }
///
/// A command is an array of bulk strings (https://redis.io/docs/latest/develop/reference/protocol-spec/). Annotations
/// (`#TS:…`, `aof-timestamp-enabled`) belong to the command that follows. Commands between MULTI and EXEC are told one
/// by one, though the server takes all of them or none.
package struct CommandReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  /// Where the last whole command ends, as `ok_up_to` of redis-check-aof.
  package private(set) var end = 0
  /// The first place where no command can go on: the number of bytes where they end in the middle of one. None as
  /// long as none was met.
  package private(set) var malformedAt: Int?

  package init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// The next whole command; none at the end, and at the first malformed place.
  package mutating func next() -> LoggedCommand? {
    guard malformedAt == nil else { return nil }
    while position < bytes.count, bytes[position] == UInt8(ascii: "#") {
      guard skipLine() else { return nil }
    }
    guard position < bytes.count else { return nil }
    guard let words = number(after: UInt8(ascii: "*"), atLeast: 1), let name = word() else { return nil }
    var key: Range<Int>?
    for index in 1..<max(words, 1) {
      guard let word = word() else { return nil }
      if index == 1 { key = word }
    }
    defer { end = position }
    return LoggedCommand(range: end..<position, name: name, key: key)
  }

  private mutating func skipLine() -> Bool {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    guard position < bytes.count else { return malformed() ?? false }
    position += 1
    return true
  }

  private mutating func word() -> Range<Int>? {
    guard let count = number(after: UInt8(ascii: "$"), atLeast: 0) else { return nil }
    let start = position
    guard count <= bytes.count - start else {
      position = bytes.count
      return malformed()
    }
    position += count
    return newLine() ? start..<start + count : nil
  }

  /// A mark, a number and the end of the line.
  private mutating func number(after mark: UInt8, atLeast minimum: Int) -> Int? {
    guard position < bytes.count, bytes[position] == mark else { return malformed() }
    position += 1
    let start = position
    var number = 0
    while position < bytes.count {
      let digit = Int(bytes[position]) - 0x30
      guard 0...9 ~= digit else { break }
      // More than any file holds.
      guard number < 1 << 50 else { return malformed() }
      number = number * 10 + digit
      position += 1
    }
    guard position > start, number >= minimum else { return malformed() }
    return newLine() ? number : nil
  }

  private mutating func newLine() -> Bool {
    for byte in [UInt8(ascii: "\r"), UInt8(ascii: "\n")] {
      guard position < bytes.count, bytes[position] == byte else { return malformed() ?? false }
      position += 1
    }
    return true
  }

  /// Notes the place; never a value.
  private mutating func malformed<Value>() -> Value? {
    malformedAt = position
    return nil
  }
}

/// Where each command of an incremental append-only file ends.
package struct CommandBoundaries: Sendable, Equatable {
  /// The offset behind each whole command.
  package private(set) var ends: [Int] = []
  /// The first place where no command can go on; see `CommandReader.malformedAt`.
  package private(set) var malformedAt: Int?

  package init(of bytes: UnsafeRawBufferPointer) {
    var commands = CommandReader(bytes)
    while let command = commands.next() { ends.append(command.range.upperBound) }
    malformedAt = commands.malformedAt
  }

  /// Reads a file.
  package init(ofFile path: String) throws {
    self = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped).withUnsafeBytes { Self(of: $0) }
  }
}
