/// Posts: the one shape whose size varies.
extension EventDraft {
  /// Appends a post whose last byte is the one before the offset `end` of the buffer.
  ///
  /// All but the text takes what it takes; the text then fills the event to its size.
  mutating func appendPost(endingAt end: Int, to bytes: inout EventBuffer) {
    let created = drawCreationTime()
    openCommit(#"","operation":"create","collection":"app.bsky.feed.post","rkey":""#, keyTime: created, to: &bytes)
    bytes.append(#"","record":{"$type":"app.bsky.feed.post","createdAt":""#)
    bytes.append(timestamp: created)
    bytes.append(#"","#)

    let script = Script.draw(from: &random)
    let layout = PostLayout.draw(byteCount: byteCount, script: script, from: &random)
    if layout.imageCount > 0 { appendImages(layout.imageCount, script: script, to: &bytes) }
    var head: PostHead?
    if layout.hasLink || layout.tagCount > 0 {
      let drawn = PostHead(layout: layout, script: script, from: &random)
      drawn.appendFacets(from: &random, to: &bytes)
      head = drawn
    }
    appendLanguages(of: script, to: &bytes)
    if layout.isReply { appendReply(to: &bytes) }

    bytes.append(#""text":""#)
    head?.appendText(to: &bytes)
    let rest = end - bytes.count - 1 - Self.recordClosingBytes
    script.appendText(byteCount: rest, from: &random, to: &bytes)
    bytes.append(#"""#)
    closeRecord(to: &bytes)
  }

  private mutating func appendImages(_ count: Int, script: Script, to bytes: inout EventBuffer) {
    bytes.append(#""embed":{"$type":"app.bsky.embed.images","images":["#)
    for number in 0..<count {
      if number > 0 { bytes.append(",") }
      bytes.append(#"{"alt":""#)
      // Half of the images are described.
      if random.next(below: 2) == 0 { bytes.append(script.drawPhrase(from: &random).json) }
      bytes.append(#"","aspectRatio":{"height":"#)
      bytes.append(decimal: 1000 + random.next(below: 3000))
      bytes.append(#","width":"#)
      bytes.append(decimal: 1000 + random.next(below: 3000))
      bytes.append(#"},"image":{"$type":"blob","ref":{"$link":"bafkrei"#)
      CID.appendHash(from: &random, to: &bytes)
      bytes.append(#""},"mimeType":"image/jpeg","size":"#)
      bytes.append(decimal: 100_000 + random.next(below: 900_000))
      bytes.append("}}")
    }
    bytes.append("]},")
  }

  /// Appends the languages that the author set: mostly one, sometimes none or two.
  private mutating func appendLanguages(of script: Script, to bytes: inout EventBuffer) {
    let point = random.next(below: 16)
    if point == 0 { return }
    bytes.append(#""langs":[""#)
    bytes.append(script.language)
    if point == 1 { bytes.append(#"","es"#) }
    bytes.append(#""],"#)
  }

  /// Appends the post that this one answers and the one that began the thread, in half of the replies the same.
  private mutating func appendReply(to bytes: inout EventBuffer) {
    let parentTime = drawEarlierTime()
    let isFirstReply = random.next(below: 2) == 0
    // A copy of the generator draws the same reference again.
    var rootRandom = random
    bytes.append(#""reply":{"parent":"#)
    appendReference(path: "/app.bsky.feed.post/", time: parentTime, to: &bytes)
    bytes.append(#","root":"#)
    if isFirstReply { swap(&random, &rootRandom) }
    let rootTime = isFirstReply ? parentTime : parentTime - 60_000_000
    appendReference(path: "/app.bsky.feed.post/", time: rootTime, to: &bytes)
    bytes.append("},")
  }
}
