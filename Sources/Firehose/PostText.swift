/// A few words and the space after them, as they stand in JSON.
struct Phrase: Sendable {
  /// The most bytes of a phrase in JSON.
  static let maximumBytes = 48

  /// The phrase with its escapes, each of which is a backslash and one character.
  let json: StaticString

  /// UTF-8 bytes of the phrase without its escapes.
  let textBytes: Int

  init(_ json: StaticString) {
    precondition(json.utf8CodeUnitCount <= Self.maximumBytes, "longer than \(Self.maximumBytes) bytes: \(json)")
    self.json = json
    var textBytes = 0
    var isEscaped = false
    for byte in UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount) {
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      if !isEscaped { textBytes += 1 }
    }
    self.textBytes = textBytes
  }
}

/// What posts of one language are made of.
package struct Script: Sendable {
  /// The most bytes of a tag.
  static let maximumTagBytes = 20

  /// The BCP 47 tag of the language: two letters.
  package let language: StaticString

  /// The most bytes of a text, so chosen that it cannot have more than 300 graphemes, the limit of a post.
  ///
  /// Source of the limit: `maxGraphemes` of <https://github.com/bluesky-social/atproto>,
  /// `lexicons/app/bsky/feed/post.json`.
  let maximumTextBytes: Int

  /// Words with emoji and JSON escapes among them, used whole.
  let phrases: [Phrase]

  /// Words without escapes or joined characters, longer than any phrase, which can be cut after any scalar.
  let ending: StaticString

  /// Tags without `#`.
  let tags: [StaticString]

  /// Every script.
  package static let all = [english, portuguese, japanese, russian, arabic]

  func drawPhrase(from random: inout SplitMix64) -> Phrase {
    phrases[random.next(below: phrases.count)]
  }

  /// Appends text that takes exactly `byteCount` bytes in JSON.
  func appendText(byteCount: Int, from random: inout SplitMix64, to bytes: inout EventBuffer) {
    precondition(byteCount >= 0, "a text of \(byteCount) bytes: what stands around it is larger than its layout says")
    var rest = byteCount
    while true {
      let phrase = drawPhrase(from: &random)
      if phrase.json.utf8CodeUnitCount > rest { break }
      bytes.append(phrase.json)
      rest -= phrase.json.utf8CodeUnitCount
    }
    // The ending is cut before the scalar that does not fit, of which the bytes after the first begin with bits 10.
    var cut = rest
    while ending.utf8Start[cut] & 0xC0 == 0x80 { cut -= 1 }
    bytes.append(from: ending.utf8Start, count: cut)
    for _ in cut..<rest { bytes.append(".") }
  }

  /// Draws a script. The parts are a guess at the languages of the network, made to exercise all scripts.
  static func draw(from random: inout SplitMix64) -> Script {
    switch random.next(below: 16) {
    case 0..<7: english
    case 7..<10: portuguese
    case 10..<14: japanese
    case 14: russian
    default: arabic
    }
  }
}
