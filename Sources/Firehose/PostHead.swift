/// The start of a post's text: a phrase, then the link and the tags that facets point at.
///
/// Facets stand before the text in an event, and give offsets into it. With all of their targets at the start of the
/// text the offsets are known before the length of the text is.
struct PostHead {
  let opening: Phrase
  let link: PostLink?
  let tags: InlineArray<2, StaticString>
  let tagCount: Int

  init(layout: PostLayout, script: Script, from random: inout SplitMix64) {
    opening = script.phrases[random.next(below: script.phrases.count)]
    link = layout.hasLink ? PostLink(from: &random) : nil
    let first = random.next(below: script.tags.count)
    tags = [script.tags[first], script.tags[(first + 1) % script.tags.count]]
    tagCount = layout.tagCount
  }

  /// Appends the facets, each pointing at bytes of the text as it is when its JSON escapes are resolved.
  func appendFacets(from random: inout SplitMix64, to bytes: inout EventBuffer) {
    bytes.append(#""facets":["#)
    var position = opening.textBytes
    if let link {
      bytes.append(#"{"features":[{"$type":"app.bsky.richtext.facet#link","uri":""#)
      link.appendAddress(from: &random, to: &bytes)
      appendIndex(start: position, count: link.textBytes, to: &bytes)
      position += link.textBytes + 1
    }
    for number in 0..<tagCount {
      if number > 0 || link != nil { bytes.append(",") }
      bytes.append(#"{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":""#)
      bytes.append(tags[number])
      let count = 1 + tags[number].utf8CodeUnitCount
      appendIndex(start: position, count: count, to: &bytes)
      position += count + 1
    }
    bytes.append("],")
  }

  private func appendIndex(start: Int, count: Int, to bytes: inout EventBuffer) {
    bytes.append(#""}],"index":{"byteEnd":"#)
    bytes.append(decimal: start + count)
    bytes.append(#","byteStart":"#)
    bytes.append(decimal: start)
    bytes.append("}}")
  }

  /// Appends the phrase, the link and the tags, with a space after each of the latter.
  func appendText(to bytes: inout EventBuffer) {
    bytes.append(opening.json)
    if let link {
      link.appendText(to: &bytes)
      bytes.append(" ")
    }
    for number in 0..<tagCount {
      bytes.append("#")
      bytes.append(tags[number])
      bytes.append(" ")
    }
  }
}
