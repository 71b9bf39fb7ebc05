/// An account's identifier of the `plc` method: 24 characters of base32, 120 bits.
///
/// Source: <https://web.plc.directory/spec/v0.1/did-plc>. A real one hashes the account's first operation; this one
/// is random.
struct DID: Sendable {
  // The characters, eight to a word.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64

  init(from random: inout SplitMix64) {
    first = Base32.characters(random.next())
    second = Base32.characters(random.next())
    third = Base32.characters(random.next())
  }

  /// Appends the 24 characters that follow `did:plc:`.
  func appendCharacters(to bytes: inout EventBuffer) {
    bytes.append(word: first)
    bytes.append(word: second)
    bytes.append(word: third)
  }
}

/// A timestamp identifier: the key of a record and the revision of a repository.
///
/// Source: <https://atproto.com/specs/tid>.
struct TID: Sendable {
  private let value: UInt64

  /// - Parameters:
  ///   - microseconds: Since 1970, at most 53 bits, so that the top bit of the whole stays 0.
  ///   - clock: Tells writers of the same microsecond apart; its low ten bits are taken.
  init(microseconds: Int, clock: UInt64) {
    value = UInt64(microseconds) << 10 | clock & 0x3FF
  }

  /// Appends 13 characters, the most significant first, so that they sort by time.
  func append(to bytes: inout EventBuffer) {
    let leading = UInt8(truncatingIfNeeded: Base32.sortableCharacters(value >> 60))
    let middle = Base32.sortableCharacters(Base32.lanes(value >> 20))
    let trailing = Base32.sortableCharacters(Base32.lanes(value))
    bytes.append(word: leading)
    bytes.append(word: middle.byteSwapped)
    bytes.append(word: UInt32(truncatingIfNeeded: trailing).byteSwapped)
  }
}

/// The content identifier of a record or of a blob.
///
/// In base32 (after the multibase prefix `b`) stand CID version 1, the codec, the code and length of a SHA-256 hash,
/// and the hash itself, which is random here: the 4 bytes before it make the first 32 bits, the hash 256 more.
/// Source: <https://github.com/multiformats/cid>.
enum CID {
  /// The start of a record's CID, up to where the hash begins: `01 71 12 20`, DAG-CBOR.
  static let recordPrefix: StaticString = "bafyrei"

  /// The start of a blob's CID: `01 55 12 20`, raw bytes.
  static let blobPrefix: StaticString = "bafkrei"

  /// Appends the 52 characters after the prefix.
  static func appendHash(from random: inout SplitMix64, to bytes: inout EventBuffer) {
    // The prefix has 30 of the first 32 bits: the other two, both 0, head the first character here.
    bytes.append(word: Base32.characters(random.next() & ~0x18))
    for _ in 0..<5 { bytes.append(word: Base32.characters(random.next())) }
    // Of the 260 bits of 52 characters 258 are used: base32 demands that the last two be 0.
    let last = Base32.characters(random.next() & ~0x0300_0000)
    bytes.append(word: UInt32(truncatingIfNeeded: last))
  }
}

/// Eight characters at a time: each byte of a word ("lane") holds five bits first, then their character.
///
/// A random word is a draw of eight characters as it stands: the other three bits of each lane are dropped.
enum Base32 {
  private static let everyLane: UInt64 = 0x0101_0101_0101_0101

  /// The alphabet `a…z2…7` of RFC 4648, in lower case as multibase's `b` has it.
  @inline(__always)
  static func characters(_ lanes: UInt64) -> UInt64 {
    let values = lanes & (everyLane &* 0x1F)
    // 1 in the lanes from 26 on, where the digits begin: only there does adding 128 - 26 reach the eighth bit.
    let digits = (values &+ everyLane &* 102) >> 7 & everyLane
    return values &+ everyLane &* 0x61 &- digits &* (0x61 + 26 - 0x32)
  }

  /// The alphabet `2…7a…z`, whose order is that of its values: <https://atproto.com/specs/tid>.
  @inline(__always)
  static func sortableCharacters(_ lanes: UInt64) -> UInt64 {
    let values = lanes & (everyLane &* 0x1F)
    // 1 in the lanes from 6 on, where the letters begin.
    let letters = (values &+ everyLane &* 122) >> 7 & everyLane
    return values &+ everyLane &* 0x32 &+ letters &* (0x61 - 6 - 0x32)
  }

  /// Spreads the low 40 bits over the eight lanes, the lowest five into the lowest lane.
  @inline(__always)
  static func lanes(_ bits: UInt64) -> UInt64 {
    let twenties = bits & 0xF_FFFF | (bits & 0xFF_FFF0_0000) << 12
    let tens = twenties & 0x3FF_0000_03FF | (twenties & 0xF_FC00_000F_FC00) << 6
    return tens & 0x1F_001F_001F_001F | (tens & 0x3E0_03E0_03E0_03E0) << 3
  }
}
