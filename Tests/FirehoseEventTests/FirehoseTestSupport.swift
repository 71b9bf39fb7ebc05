import Foundation
import Testing

/// An event as a program reads it that knows nothing of how it was made.
struct ParsedEvent {
  let object: [String: Any]

  init(_ bytes: [UInt8]) throws {
    object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  var kind: String { object["kind"] as? String ?? "" }
  var timeMicroseconds: Int { object["time_us"] as? Int ?? 0 }
  var commit: [String: Any]? { object["commit"] as? [String: Any] }
  var record: [String: Any]? { commit?["record"] as? [String: Any] }
  var collection: String? { commit?["collection"] as? String }
  var revision: String? { commit?["rev"] as? String }
  var recordKey: String? { commit?["rkey"] as? String }

  /// When the event's cause happened, unless it is a deletion.
  var time: String? {
    if let record { return (record["createdAt"] ?? record["time"]) as? String }
    return (object[kind] as? [String: Any])?["time"] as? String
  }

  /// All strings of the event with their keys.
  var strings: [(key: String, value: String)] {
    var found: [(key: String, value: String)] = []
    func visit(_ value: Any, key: String) {
      switch value {
      case let text as String: found.append((key, text))
      case let object as [String: Any]: for (key, value) in object { visit(value, key: key) }
      case let array as [Any]: for value in array { visit(value, key: key) }
      default: break
      }
    }
    visit(object, key: "")
    return found
  }
}

/// The form of identifiers, written down from their specifications.
enum IdentifierForm {
  /// The value of each character, and -1 for those outside the alphabet.
  private static let base32 = values(of: "abcdefghijklmnopqrstuvwxyz234567")
  private static let sortable = values(of: "234567abcdefghijklmnopqrstuvwxyz")

  private static func values(of alphabet: String) -> [Int] {
    var values = [Int](repeating: -1, count: 256)
    for (value, character) in alphabet.utf8.enumerated() { values[Int(character)] = value }
    return values
  }

  private static func isWritten(_ text: Substring.UTF8View, in alphabet: [Int]) -> Bool {
    text.allSatisfy { alphabet[Int($0)] >= 0 }
  }

  /// Whether the value of `key` has the form that the key demands.
  static func isWellFormed(_ value: String, key: String) -> Bool {
    switch key {
    case "did": isDID(value)
    case "cid": isCID(value, codec: 0x71)
    case "$link": isCID(value, codec: 0x55)
    case "rev": isTID(value)
    case "rkey": isTID(value) || value == "self"
    case "uri": isURI(value)
    case "subject": isDID(value)
    default: !value.isEmpty || key == "alt"
    }
  }

  /// `did:plc:` and 24 characters of base32.
  static func isDID(_ text: String) -> Bool {
    text.hasPrefix("did:plc:") && text.utf8.count == 32 && isWritten(text.dropFirst(8).utf8, in: base32)
  }

  /// A CID of version 1 in base32, of the codec and a SHA-256 hash of 32 bytes.
  static func isCID(_ text: String, codec: UInt8) -> Bool {
    guard text.utf8.count == 59, text.utf8.first == UInt8(ascii: "b") else { return false }
    var bytes: [UInt8] = []
    var bits = 0
    var bitCount = 0
    for character in text.utf8.dropFirst() {
      let value = base32[Int(character)]
      if value < 0 { return false }
      bits = bits << 5 | value
      bitCount += 5
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(bits >> bitCount))
        bits &= 1 << bitCount - 1
      }
    }
    return bytes.count == 36 && bytes.starts(with: [0x01, codec, 0x12, 0x20]) && bits == 0
  }

  /// 13 characters, the first of which leaves the top bit 0.
  static func isTID(_ text: String) -> Bool {
    text.utf8.count == 13 && isWritten(text[...].utf8, in: sortable) && sortable[Int(text.utf8.first ?? 0)] < 8
  }

  /// Microseconds since 1970.
  static func microseconds(ofTID text: String) -> Int {
    text.utf8.reduce(0) { $0 << 5 | sortable[Int($1)] } >> 10
  }

  /// A record of a repository, or a page.
  static func isURI(_ text: String) -> Bool {
    if text.hasPrefix("https://example.com/") { return text.utf8.count > 20 }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 5 && parts[0] == "at:" && parts[1].isEmpty && isDID(String(parts[2]))
      && ["app.bsky.feed.post", "app.bsky.feed.repost"].contains(parts[3]) && isTID(String(parts[4]))
  }
}
