/// What a post has besides its text.
///
/// A text has at most 300 graphemes, so a long event needs more than text, and a short one leaves no room for it.
/// Whether a layout fits is decided before anything is written: from the fewest and the most bytes it can take.
package struct PostLayout: Sendable {
  /// Whether the post answers another.
  package let isReply: Bool

  /// The number of images in the post.
  package let imageCount: Int

  /// Whether the text has a link.
  package let hasLink: Bool

  /// The number of tags in the text.
  package let tagCount: Int

  /// Bytes of the event that are not text, from the fewest to the most.
  package let frameBytes: ClosedRange<Int>

  /// The most bytes that the start of the text can take, which holds what the facets point at.
  let maximumHeadBytes: Int

  init(isReply: Bool = false, imageCount: Int = 0, hasLink: Bool = false, tagCount: Int = 0) {
    precondition(tagCount <= 2, "a post has two tags at most, not \(tagCount)")
    self.isReply = isReply
    self.imageCount = imageCount
    self.hasLink = hasLink
    self.tagCount = tagCount
    var fewest = 353
    var most = fewest + 20  // two languages
    if isReply {
      fewest += 324
      most += 324
    }
    if imageCount > 0 {
      // An image with its comma has 195 bytes; the frame around them has 54, less the comma of the first image.
      let bytes = 53 + imageCount * 195
      fewest += bytes
      most += bytes + imageCount * Phrase.maximumBytes
    }
    if hasLink || tagCount > 0 {
      fewest += 11
      most += 11
    }
    if hasLink {
      fewest += 121 + 8
      most += 125 + 64
    }
    fewest += tagCount * 101
    most += tagCount * (105 + Script.maximumTagBytes)
    frameBytes = fewest...most

    let linkBytes = hasLink ? PostLink.maximumTextBytes + 1 : 0
    let hasHead = hasLink || tagCount > 0
    maximumHeadBytes =
      hasHead ? Phrase.maximumBytes + linkBytes + tagCount * (Script.maximumTagBytes + 2) : 0
  }

  /// Whether an event of `byteCount` bytes with a text in `script` can have this layout.
  package func fits(byteCount: Int, script: Script) -> Bool {
    byteCount - frameBytes.upperBound >= maximumHeadBytes
      && byteCount - frameBytes.lowerBound <= script.maximumTextBytes
  }

  /// Draws a layout from those that fit.
  static func draw(byteCount: Int, script: Script, from random: inout SplitMix64) -> PostLayout {
    let start = random.next(below: all.count)
    for offset in 0..<all.count {
      let layout = all[(start + offset) % all.count]
      if layout.fits(byteCount: byteCount, script: script) { return layout }
    }
    preconditionFailure("no layout fits a post event of \(byteCount) bytes")
  }

  /// Every layout, so ordered that neighbours differ: one that does not fit leaves its part to the next.
  package static let all = [
    PostLayout(),
    PostLayout(isReply: true),
    PostLayout(hasLink: true),
    PostLayout(isReply: true, tagCount: 1),
    PostLayout(imageCount: 1),
    PostLayout(tagCount: 1),
    PostLayout(isReply: true, hasLink: true),
    PostLayout(imageCount: 1, hasLink: true),
    PostLayout(tagCount: 2),
    PostLayout(isReply: true, imageCount: 1),
    PostLayout(hasLink: true, tagCount: 1),
    PostLayout(imageCount: 2),
    PostLayout(isReply: true, hasLink: true, tagCount: 1),
    PostLayout(imageCount: 1, hasLink: true, tagCount: 2),
    PostLayout(isReply: true, imageCount: 1, tagCount: 1),
  ]
}
