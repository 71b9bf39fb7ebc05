import Firehose
import RESP

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
  package static let name = "events"

  /// The key of one event: 25 bytes, in the order of the events when sorted.
  package static func key(of event: Int) -> String {
    let digits = String(event)
    return "event:" + String(repeating: "0", count: 19 - digits.count) + digits
  }

  static func streamKey(of collection: Firehose.Collection) -> String {
    "\(name):\(collection.rawValue)"
  }

  /// Every key but those of single events.
  package var collectiveKeys: [String] {
    switch self {
    case .keys: []
    case .list, .stream: [Self.name]
    case .streamPerCollection: Firehose.Collection.allCases.map(Self.streamKey)
    }
  }
}

extension CommandBuffer {
  /// Appends the key of an event as an argument: 25 bytes, in the order of the events when sorted.
  mutating func append(keyOf event: Int) {
    append(argument: "event:", number: event, digits: 19)
  }

  /// Appends a command whose arguments are the keys of these events.
  mutating func append(_ name: StaticString, keysOf events: Range<Int>) {
    begin(name, arguments: events.count)
    for event in events { append(keyOf: event) }
  }

  /// Appends an event as an argument.
  mutating func append(argument event: borrowing EventBuffer) {
    event.withUnsafeBytes { append(argument: $0) }
  }
}

extension Layout {
  /// Appends the command that adds one event to the buffer.
  ///
  /// - Parameter event: the bytes of the event with that index.
  func append(
    write event: borrowing EventBuffer, at index: Int, of firehose: Firehose, to commands: inout CommandBuffer
  ) {
    switch self {
    case .keys:
      commands.begin("SET", arguments: 2)
      commands.append(keyOf: index)
    case .list:
      commands.begin("RPUSH", arguments: 2)
      commands.append(text: Self.name)
    case .stream:
      commands.begin("XADD", arguments: 4)
      commands.append(text: Self.name)
      commands.append(argument: "*")
      commands.append(argument: "e")
    case .streamPerCollection:
      commands.begin("XADD", arguments: 4)
      commands.append(text: Self.streamKey(of: firehose.collection(ofEventAt: index)))
      commands.append(argument: "*")
      commands.append(argument: "e")
    }
    commands.append(argument: event)
  }
}
