/// Reads commands one after the other, without a copy.
///
///     var commands = CommandReader(bytes, from: .client)
///     while let command = commands.next() { … }
///     if commands.stop == .incomplete { … }
///
/// A command is an array of bulk strings (https://redis.io/docs/latest/develop/reference/protocol-spec/). Of a stream
/// that ends in the middle of one, keep the bytes from `end` on and read them again when more have come.
///
/// In an append-only file, annotations (`#TS:…`, `aof-timestamp-enabled`) belong to the command that follows. Commands
/// between MULTI and EXEC are read one by one, though the server takes all of them or none.
package struct CommandReader {
  /// Who wrote the commands, which decides what is allowed.
  package enum Origin: Sendable {
    /// A client: the server's limits apply. It may send a command without arguments on one line (`PING`); quotes in
    /// such a line are not interpreted.
    case client
    /// The server's incremental append-only file: every command has a name, and annotations may precede it.
    case appendOnlyFile
  }

  /// Why there are no more commands although bytes are left.
  package enum Stop: Sendable, Equatable {
    /// The rest of a command is missing.
    case incomplete
    /// No command can go on at this offset.
    case malformed(at: Int)
  }

  private let bytes: UnsafeRawBufferPointer
  private let origin: Origin
  private var position = 0

  /// The offset behind the last whole command; `redis-check-aof` calls it `ok_up_to`.
  package private(set) var end = 0
  /// `nil` as long as only whole commands were met.
  package private(set) var stop: Stop?

  package init(_ bytes: UnsafeRawBufferPointer, from origin: Origin) {
    self.bytes = bytes
    self.origin = origin
  }

  /// The first offset where no command can go on, for bytes that are all there is: their count if they end in the
  /// middle of a command. `nil` as long as only whole commands were met.
  package var malformedAt: Int? {
    switch stop {
    case .malformed(let offset): offset
    case .incomplete: bytes.count
    case nil: nil
    }
  }

  /// The next whole command; `nil` at the end of the bytes and once there is a `stop`.
  package mutating func next() -> Command? {
    guard stop == nil else { return nil }
    let start = end
    if origin == .appendOnlyFile {
      while position < bytes.count, bytes[position] == UInt8(ascii: "#") {
        guard skipLine() else { return nil }
      }
    }
    guard position < bytes.count else { return nil }
    let isArray = origin == .appendOnlyFile || bytes[position] == UInt8(ascii: "*")
    guard let words = isArray ? array() : line() else { return nil }
    end = position
    return Command(range: start..<end, words: words)
  }
}

extension CommandReader {
  /// Reads an array of bulk strings.
  private mutating func array() -> [Range<Int>]? {
    guard let count = header(UInt8(ascii: "*"), origin.wordCounts) else { return nil }
    var words: [Range<Int>] = []
    // A damaged count must not cost memory.
    words.reserveCapacity(min(count, 1024))
    for _ in 0..<count {
      guard let length = header(UInt8(ascii: "$"), origin.wordLengths) else { return nil }
      let start = position
      guard length <= bytes.count - start else {
        position = bytes.count
        return stopHere()
      }
      position += length
      guard lineEnd() else { return nil }
      words.append(start..<start + length)
    }
    return words
  }

  /// Reads a command that is one line of words.
  private mutating func line() -> [Range<Int>]? {
    let start = position
    guard skipLine() else {
      if bytes.count - start > Origin.lineLimit { stop = .malformed(at: start) }
      return nil
    }
    return bytes[start..<position].split { $0 == 0x20 || (0x09...0x0d).contains($0) }.map(\.indices)
  }

  private mutating func skipLine() -> Bool {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    guard position < bytes.count else { return stopHere() ?? false }
    position += 1
    return true
  }

  /// Reads a sign, a number and the end of the line.
  private mutating func header(_ sign: UInt8, _ allowed: ClosedRange<Int>) -> Int? {
    guard position < bytes.count, bytes[position] == sign else { return stopHere() }
    position += 1
    let start = position
    var number = 0
    while position < bytes.count {
      let digit = Int(bytes[position]) - 0x30
      guard 0...9 ~= digit else { break }
      guard number < Origin.numberLimit else { return stopHere() }
      number = number * 10 + digit
      position += 1
    }
    guard position > start, allowed.contains(number) else { return stopHere() }
    return lineEnd() ? number : nil
  }

  private mutating func lineEnd() -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\r") else { return stopHere() ?? false }
    position += 1
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else { return stopHere() ?? false }
    position += 1
    return true
  }

  /// Notes why the present position is the last that was read; never a value.
  private mutating func stopHere<Value>() -> Value? {
    stop = position < bytes.count ? .malformed(at: position) : .incomplete
    return nil
  }
}

extension CommandReader.Origin {
  /// How many words a command may have. Redis accepts no more than 1,048,576 from a client (`processMultibulkBuffer`).
  fileprivate var wordCounts: ClosedRange<Int> {
    self == .client ? 0...1 << 20 : 1...Int.max
  }

  /// How long a word may be, in bytes. Redis's default for clients is 512 MiB (`proto-max-bulk-len`).
  fileprivate var wordLengths: ClosedRange<Int> {
    self == .client ? 0...512 << 20 : 0...Int.max
  }

  /// How long a line without an end may be, in bytes (`PROTO_INLINE_MAX_SIZE`).
  fileprivate static let lineLimit = 1 << 16

  /// Further digits make a number that is no count of anything; it could overflow.
  fileprivate static let numberLimit = 1 << 50
}
