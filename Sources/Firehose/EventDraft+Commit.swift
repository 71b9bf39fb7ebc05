/// What the events of all collections have in common.
extension EventDraft {
  /// Bytes that `closeRecord(to:)` appends.
  static let recordClosingBytes = 71

  /// Draws when a user did what the event tells of, 0–3 s before the firehose passed it on: microseconds since 1970.
  mutating func drawCreationTime() -> Int {
    // 1 ms for the commit between the two, and 1 ms less than 3 s, because timestamps are cut to the millisecond.
    timeMicroseconds - 1000 - random.next(below: 2_998_000)
  }

  /// Draws when a record that the event refers to was made, at most 25 days (2^41 µs) before the event.
  mutating func drawEarlierTime() -> Int {
    timeMicroseconds - 3_000_000 - Int(random.next() >> 23)
  }

  /// Appends the start of a commit, from the characters of its DID up to and with those of the record's key.
  ///
  /// - Parameters:
  ///   - operation: What stands between the revision and the key.
  ///   - keyTime: When the record was made, of which its key tells.
  mutating func openCommit(_ operation: StaticString, keyTime: Int, to bytes: inout EventBuffer) {
    openCommit(operation, to: &bytes)
    TID(microseconds: keyTime, clock: random.next()).append(to: &bytes)
  }

  /// Appends the start of a commit up to where the record's key begins.
  mutating func openCommit(_ operation: StaticString, to bytes: inout EventBuffer) {
    DID(from: &random).appendCharacters(to: &bytes)
    bytes.append(#"","time_us":"#)
    bytes.append(decimal: timeMicroseconds)
    bytes.append(#","kind":"commit","commit":{"rev":""#)
    // The account's server commits after the user acts and before the firehose can pass it on.
    TID(microseconds: timeMicroseconds - random.next(below: 1000), clock: random.next()).append(to: &bytes)
    bytes.append(operation)
  }

  /// Appends the end of a commit that has a record, from the record's last brace on.
  mutating func closeRecord(to bytes: inout EventBuffer) {
    bytes.append(#"},"cid":"bafyrei"#)
    CID.appendHash(from: &random, to: &bytes)
    bytes.append(#""}}"#)
  }

  /// Appends a reference to a record: its CID and its URI.
  ///
  /// - Parameters:
  ///   - path: The record's collection between slashes.
  ///   - time: When the record was made: microseconds since 1970.
  mutating func appendReference(path: StaticString, time: Int, to bytes: inout EventBuffer) {
    bytes.append(#"{"cid":"bafyrei"#)
    CID.appendHash(from: &random, to: &bytes)
    bytes.append(#"","uri":"at://did:plc:"#)
    DID(from: &random).appendCharacters(to: &bytes)
    bytes.append(path)
    TID(microseconds: time, clock: random.next()).append(to: &bytes)
    bytes.append(#""}"#)
  }
}
