/// A link in a post: the address in full in its facet, and in the text cut short, as clients show it.
struct PostLink {
  /// The most bytes of the shown text.
  static let maximumTextBytes = 23

  private let firstWord: UInt64

  /// Characters of the path by eights.
  private let wordCount: Int

  init(from random: inout SplitMix64) {
    firstWord = Base32.characters(random.next())
    wordCount = 1 + random.next(below: 8)
  }

  /// Appends the address: 28 to 84 bytes.
  func appendAddress(from random: inout SplitMix64, to bytes: inout EventBuffer) {
    bytes.append("https://example.com/")
    bytes.append(word: firstWord)
    for _ in 1..<wordCount { bytes.append(word: Base32.characters(random.next())) }
  }

  /// The size of the shown text in bytes, without a space.
  var textBytes: Int {
    wordCount > 1 ? Self.maximumTextBytes : Self.maximumTextBytes - 3
  }

  /// Appends the shown text: the address without its scheme and, if it is long, without its end.
  func appendText(to bytes: inout EventBuffer) {
    bytes.append("example.com/")
    bytes.append(word: firstWord)
    if wordCount > 1 { bytes.append("...") }
  }
}
