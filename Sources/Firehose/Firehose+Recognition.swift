extension Firehose {
  /// Which event these bytes are, byte for byte; `nil` if they are no event of this firehose.
  ///
  /// It costs what writing the event costs: its time says which one it must be.
  package func index(of bytes: UnsafeRawBufferPointer) -> Int? {
    guard var draft = claimedDraft(of: bytes), draft.byteCount == bytes.count else { return nil }
    var event = EventBuffer(capacity: Self.maximumByteCount)
    draft.append(to: &event)
    return event.withUnsafeBytes { $0.isIdentical(to: bytes) } ? draft.index : nil
  }

  /// The event whose time these bytes have in its place, whether or not the rest of them is intact; `nil` if no
  /// event of this firehose has that time.
  package func claimedIndex(of bytes: UnsafeRawBufferPointer) -> Int? {
    claimedDraft(of: bytes)?.index
  }

  private func claimedDraft(of bytes: UnsafeRawBufferPointer) -> EventDraft? {
    guard let time = Self.timeMicroseconds(in: bytes) else { return nil }
    let index = EventTime.index(at: time)
    guard Self.indices.contains(index) else { return nil }
    let draft = draft(at: index)
    return draft.timeMicroseconds == time ? draft : nil
  }

  /// The digits of `time_us`, which stand at the same place in every event.
  private static func timeMicroseconds(in bytes: UnsafeRawBufferPointer) -> Int? {
    // After {"did":"did:plc:, 24 characters of the account and ","time_us":
    let place = 52..<68
    guard bytes.count >= place.upperBound else { return nil }
    var number = 0
    for offset in place {
      let digit = Int(bytes[offset]) - 0x30
      guard (0...9).contains(digit) else { return nil }
      number = 10 * number + digit
    }
    return number
  }
}
