import Foundation
package import RedisFixture

/// Reads every event of a buffer and compares it byte for byte with the event recomputed from seed and index.
package struct BufferVerifier {
  package var firehose: Firehose
  package var layout: Layout
  /// Connections of the layout with a key for each event.
  package var connections = 4
  /// Events that are asked for at once.
  package var batch = 128

  package init(firehose: Firehose, layout: Layout) {
    self.firehose = firehose
    self.layout = layout
  }

  /// How many events the server holds in this layout.
  package func eventsHeld(by server: RedisServer) throws -> Int {
    let connection = try server.connect()
    return switch layout {
    case .keys: try connection.keyCount()
    case .list: try connection.command("LLEN", Layout.name).integer ?? 0
    case .stream, .streamPerCollection:
      try layout.collectiveKeys.reduce(0) { $0 + (try connection.command("XLEN", $1).integer ?? 0) }
    }
  }

  /// Compares all events.
  ///
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  package func verify(
    _ events: Range<Int>, in server: RedisServer, progress: (Int) -> Void = { _ in }
  ) throws -> Verification {
    var verification = Verification()
    let began = ContinuousClock.now
    switch layout {
    case .keys: try verifyKeys(events, server, &verification, progress)
    case .list: try verifyList(events, server, &verification, progress)
    case .stream:
      try verifyStream(Layout.name, events, server, &verification, progress)
    case .streamPerCollection:
      for collection in Firehose.Collection.allCases {
        let members = events.lazy.filter { firehose.collection(ofEventAt: $0) == collection }
        try verifyStream(Layout.streamKey(of: collection), members, server, &verification, progress)
      }
    }
    verification.seconds = (ContinuousClock.now - began) / .seconds(1)
    return verification
  }

  // MARK: Layouts

  private func verifyKeys(
    _ events: Range<Int>, _ server: RedisServer, _ verification: inout Verification, _ progress: (Int) -> Void
  ) throws {
    let lanes = try (0..<connections).map { _ in try server.connect() }
    var waiting: [(lane: Int, events: Range<Int>)] = []
    var commands = EventBuffer()
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    func collect() throws {
      let (lane, events) = waiting.removeFirst()
      try lanes[lane].nextReply { reply in
        try requireArray(reply, for: "MGET")
        for (position, index) in events.enumerated() {
          check(position < reply.count ? reply[position] : nil, index, &event, &verification)
        }
      }
      progress(verification.compared)
    }
    for (number, first) in stride(from: events.lowerBound, to: events.upperBound, by: batch).enumerated() {
      if waiting.count == lanes.count { try collect() }
      let wanted = first..<min(first + batch, events.upperBound)
      commands.removeAll()
      commands.append(command: "$4\r\nMGET\r\n", keysOf: wanted)
      let lane = number % lanes.count
      commands.withUnsafeBytes { lanes[lane].append(formatted: $0) }
      try lanes[lane].flush()
      waiting.append((lane, wanted))
    }
    while !waiting.isEmpty { try collect() }
  }

  private func verifyList(
    _ events: Range<Int>, _ server: RedisServer, _ verification: inout Verification, _ progress: (Int) -> Void
  ) throws {
    let connection = try server.connect()
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    let batches = stride(from: 0, to: events.count, by: batch).map { $0..<min($0 + batch, events.count) }
    func ask(_ positions: Range<Int>) throws {
      connection.append(["LRANGE", Layout.name, "\(positions.lowerBound)", "\(positions.upperBound - 1)"])
      try connection.flush()
    }
    if let first = batches.first { try ask(first) }
    for (number, positions) in batches.enumerated() {
      // The next batch is at the server while this one is compared.
      if number + 1 < batches.count { try ask(batches[number + 1]) }
      try connection.nextReply { reply in
        try requireArray(reply, for: "LRANGE")
        for (offset, position) in positions.enumerated() {
          let element = offset < reply.count ? reply[offset] : nil
          check(element, events.lowerBound + position, &event, &verification)
        }
      }
      progress(verification.compared)
    }
  }

  private func verifyStream(
    _ key: String, _ events: some Sequence<Int>, _ server: RedisServer, _ verification: inout Verification,
    _ progress: (Int) -> Void
  ) throws {
    let connection = try server.connect()
    var event = EventBuffer(capacity: Firehose.maximumByteCount)
    var expected = events.makeIterator()
    func ask(after id: String) throws {
      connection.append(["XRANGE", key, id, "+", "COUNT", "\(batch)"])
      try connection.flush()
    }
    try ask(after: "-")
    var isAtEnd = false
    while !isAtEnd {
      try connection.nextReply { reply in
        try requireArray(reply, for: "XRANGE")
        isAtEnd = reply.count < batch
        if !isAtEnd { try ask(after: "(" + reply[reply.count - 1][0].text) }
        for position in 0..<reply.count {
          // An entry is its id and its fields: the name `e` and the event. Without an index it was never sent.
          guard let index = expected.next() else { return }
          let fields = reply[position][1]
          check(fields.count == 2 ? fields[1] : nil, index, &event, &verification)
        }
      }
      progress(verification.compared)
    }
    while let index = expected.next() { verification.noteMissing(event: index) }
  }

  // MARK: One event

  private func check(
    _ reply: ReplyView?, _ index: Int, _ event: inout EventBuffer, _ verification: inout Verification
  ) {
    guard let reply, !reply.isNull else { return verification.noteMissing(event: index) }
    event.removeAll()
    firehose.append(eventAt: index, to: &event)
    let found = reply.bytes
    let isIntact = event.withUnsafeBytes { $0.isIdentical(to: found) }
    verification.note(event: index, isIntact: isIntact)
  }

  private func requireArray(_ reply: ReplyView, for command: String) throws {
    guard reply.isArray else { throw FixtureError.refused(command: command, reply: reply.text) }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether both hold the same bytes.
  func isIdentical(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let mine = baseAddress, let theirs = other.baseAddress else { return true }
    return memcmp(mine, theirs, count) == 0
  }
}
