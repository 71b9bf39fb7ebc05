package import Firehose
package import RESP
package import RedisFixture

/// The traffic of a buffer that is one stream: events are appended, read once each by a consumer group, and deleted.
package final class StreamTraffic: RequestSource {
  private static let group = "writer"
  private static let readCommand = [
    "XREADGROUP", "GROUP", group, "1", "COUNT", "1", "NOACK", "STREAMS", Layout.name, ">",
  ]
  private let firehose: Firehose
  private let pattern: [Operation]
  private var position = 0
  private var nextEvent = 0
  private var event = EventBuffer(capacity: Firehose.maximumByteCount)
  /// The entries that were read and not deleted yet, the oldest first.
  private var read: [String] = []
  private var firstRead = 0
  /// Which events were read, a bit each.
  private var seen: [UInt64] = []

  /// - Parameter pattern: the operations in their turn, of XADD, XREADGROUP and XDEL. A deletion with nothing to delete
  ///   is a read.
  package init(_ pattern: [Operation], of firehose: Firehose) {
    self.pattern = pattern
    self.firehose = firehose
  }

  /// Makes the stream and its consumer group.
  ///
  /// - Throws: `FixtureError.refused`, `FixtureError.connectionLost`.
  package static func prepare(_ server: any RedisTarget) throws {
    try server.connect().command("XGROUP", "CREATE", Layout.name, group, "0", "MKSTREAM")
  }

  package func next(_ commands: inout CommandBuffer) -> Request? {
    let operation = pattern[position]
    position = position + 1 == pattern.count ? 0 : position + 1
    switch operation {
    case .append:
      event.removeAll()
      firehose.append(eventAt: nextEvent, to: &event)
      Layout.stream.append(write: event, at: nextEvent, of: firehose, to: &commands)
      nextEvent += 1
      return Request(.append, ticket: 0)
    case .deleteEntry where firstRead < read.count:
      commands.append(command: ["XDEL", Layout.name, read[firstRead]])
      firstRead += 1
      if firstRead == 1024 {
        read.removeFirst(firstRead)
        firstRead = 0
      }
      return Request(.deleteEntry, ticket: 0)
    default:
      commands.append(command: Self.readCommand)
      return Request(.readGroup, ticket: 0)
    }
  }

  package func answer(to request: Request, _ reply: ReplyView) -> String? {
    switch request.operation {
    case .readGroup:
      // Nothing new: whatever was appended has been read.
      guard !reply.isNull else { return nil }
      guard reply.count == 1, reply[0].count == 2, reply[0][1].count == 1 else { return "malformed" }
      let entry = reply[0][1][0]
      guard entry.count == 2, entry[1].count == 2 else { return "malformed" }
      read.append(entry[0].text)
      guard let index = firehose.index(of: entry[1][1].bytes) else { return "damaged" }
      guard index < nextEvent else { return "unwritten" }
      return see(index) ? nil : "repeated"
    case .deleteEntry: return reply.integer == 1 ? nil : "missing"
    default: return nil
    }
  }

  package func refuse(_ request: Request) {}

  /// Notes that an event was read.
  ///
  /// - Returns: whether for the first time.
  private func see(_ index: Int) -> Bool {
    let (word, bit) = (index / 64, UInt64(1) << UInt64(index % 64))
    if word >= seen.count { seen += repeatElement(0, count: word + 1 - seen.count) }
    defer { seen[word] |= bit }
    return seen[word] & bit == 0
  }
}
