import Firehose

/// How events are laid out in the server.
package enum Layout: String, Codable, CaseIterable, Sendable {
  /// One string for each event; its key counts the events.
  case keys
  /// All events in one list, the newest at its right end.
  case list
  /// All events in one stream.
  case stream
  /// One stream for each collection.
  case streamPerCollection = "stream-per-collection"

  /// Whether events of several connections may arrive in any order without a trace.
  package var keepsOrderByKey: Bool { self == .keys }

  /// The name of the one list or stream, and the beginning of all other keys.
  static let name = "events"

  /// The key of one event: 25 bytes, in the order of the events when sorted.
  package static func key(of event: Int) -> String {
    let digits = String(event)
    return "event:" + String(repeating: "0", count: 19 - digits.count) + digits
  }

  static func streamKey(of collection: Firehose.Collection) -> String {
    "\(name):\(collection.rawValue)"
  }

  /// Every key but those of single events.
  var collectiveKeys: [String] {
    switch self {
    case .keys: []
    case .list, .stream: [Self.name]
    case .streamPerCollection: Firehose.Collection.allCases.map(Self.streamKey)
    }
  }
}

extension EventBuffer {
  /// Appends a number of elements or bytes as the server's protocol has it: `$17`.
  @inline(__always)
  mutating func append(header sign: StaticString, _ count: Int) {
    append(sign)
    append(decimal: count)
    append("\r\n")
  }

  /// Appends a bulk string.
  mutating func append(bulk text: String) {
    append(header: "$", text.utf8.count)
    append(text)
    append("\r\n")
  }

  /// Appends the key of one event as a bulk string: 25 bytes, in the order of the events when sorted.
  @inline(__always)
  mutating func append(keyOfEvent index: Int) {
    append("$25\r\nevent:")
    append(decimal: index, digits: 19)
    append("\r\n")
  }

  /// Appends a command whose arguments are the keys of these events.
  ///
  /// - Parameter name: the command's name as a bulk string.
  mutating func append(command name: StaticString, keysOf events: Range<Int>) {
    append(header: "*", events.count + 1)
    append(name)
    for index in events { append(keyOfEvent: index) }
  }

  /// Appends the event as a bulk string.
  @inline(__always)
  mutating func append(bulk event: borrowing EventBuffer) {
    append(header: "$", event.count)
    append(contentsOf: event)
    append("\r\n")
  }
}

extension Layout {
  /// Appends the command that adds one event to the buffer.
  ///
  /// - Parameter event: the bytes of the event with that index.
  func append(
    write event: borrowing EventBuffer, at index: Int, of firehose: Firehose, to commands: inout EventBuffer
  ) {
    switch self {
    case .keys:
      commands.append("*3\r\n$3\r\nSET\r\n")
      commands.append(keyOfEvent: index)
      commands.append(bulk: event)
    case .list:
      commands.append("*3\r\n$5\r\nRPUSH\r\n$6\r\nevents\r\n")
      commands.append(bulk: event)
    case .stream:
      commands.append("*5\r\n$4\r\nXADD\r\n$6\r\nevents\r\n$1\r\n*\r\n$1\r\ne\r\n")
      commands.append(bulk: event)
    case .streamPerCollection:
      commands.append("*5\r\n$4\r\nXADD\r\n")
      commands.append(bulk: Self.streamKey(of: firehose.collection(ofEventAt: index)))
      commands.append("$1\r\n*\r\n$1\r\ne\r\n")
      commands.append(bulk: event)
    }
  }
}

extension EventBuffer {
  /// Appends the number in exactly so many decimal digits, with zeros in front.
  @inline(__always)
  mutating func append(decimal number: Int, digits: Int) {
    var present = 1
    var bound = 10
    while bound <= number, present < digits {
      present &+= 1
      bound = bound &* 10
    }
    let zeros: StaticString = "0000000000000000000"
    append(from: zeros.utf8Start, count: digits - present)
    append(decimal: number)
  }
}
