/// One command as a client sent it, in place in the bytes it came in.
package struct Request: Equatable {
  /// Where the whole command is.
  package var range: Range<Int>
  /// Where each of its words is; the first is the command's name. None in an empty line.
  package var words: [Range<Int>]

  package init(range: Range<Int>, words: [Range<Int>]) {
    self.range = range
    self.words = words
  }
}

/// What stands at a place of a client's bytes.
package enum RequestParse: Equatable {
  case request(Request)
  /// The rest of the command has not come yet.
  case incomplete
  /// No command of the protocol: the server shall say so.
  case invalid
}

/// Reads the command that begins at the offset (https://redis.io/docs/latest/develop/reference/protocol-spec/).
///
/// - Complexity: an incomplete command is read anew when more of it has come.
package func parseRequest(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> RequestParse {
  guard start < bytes.count else { return .incomplete }
  var cursor = Cursor(bytes: bytes, position: start)
  guard bytes[start] == UInt8(ascii: "*") else { return cursor.inlineRequest() }
  switch cursor.header(UInt8(ascii: "*"), atMost: 1 << 20) {
  case .incomplete: return .incomplete
  case .invalid: return .invalid
  case .number(let count):
    var words: [Range<Int>] = []
    words.reserveCapacity(count)
    for _ in 0..<count {
      switch cursor.header(UInt8(ascii: "$"), atMost: 512 << 20) {
      case .incomplete: return .incomplete
      case .invalid: return .invalid
      case .number(let length):
        let end = cursor.position + length
        guard end + 2 <= bytes.count else { return .incomplete }
        guard bytes[end] == Cursor.carriageReturn, bytes[end + 1] == Cursor.lineFeed else { return .invalid }
        words.append(cursor.position..<end)
        cursor.position = end + 2
      }
    }
    return .request(Request(range: start..<cursor.position, words: words))
  }
}

private struct Cursor {
  enum Header {
    case number(Int)
    case incomplete, invalid
  }

  static let carriageReturn = UInt8(ascii: "\r")
  static let lineFeed = UInt8(ascii: "\n")

  let bytes: UnsafeBufferPointer<UInt8>
  var position: Int

  /// A sign and a number, up to the end of their line.
  mutating func header(_ sign: UInt8, atMost limit: Int) -> Header {
    guard position < bytes.count else { return .incomplete }
    guard bytes[position] == sign else { return .invalid }
    var number = 0
    var at = position + 1
    while at < bytes.count, bytes[at] != Self.carriageReturn {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) else { return .invalid }
      number = number * 10 + Int(bytes[at] - UInt8(ascii: "0"))
      guard number <= limit else { return .invalid }
      at += 1
    }
    guard at + 1 < bytes.count else { return .incomplete }
    guard at > position + 1, bytes[at + 1] == Self.lineFeed else { return .invalid }
    position = at + 2
    return .number(number)
  }

  /// A command on one line, its words separated by spaces.
  func inlineRequest() -> RequestParse {
    guard let end = bytes[position...].firstIndex(of: Self.lineFeed) else {
      return bytes.count - position > 1 << 16 ? .invalid : .incomplete
    }
    let line = bytes[position..<end]
    let words = line.split { $0 == UInt8(ascii: " ") || $0 == Self.carriageReturn || $0 == UInt8(ascii: "\t") }
    return .request(Request(range: position..<end + 1, words: words.map { $0.startIndex..<$0.endIndex }))
  }
}
