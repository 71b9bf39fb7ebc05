/// Follows and blocks, and the deletions, which name nothing but a record's key.
extension EventDraft {
  mutating func appendFollow(to bytes: inout EventBuffer) {
    let created = drawCreationTime()
    openCommit(#"","operation":"create","collection":"app.bsky.graph.follow","rkey":""#, keyTime: created, to: &bytes)
    bytes.append(#"","record":{"$type":"app.bsky.graph.follow","createdAt":""#)
    bytes.append(timestamp: created)
    appendAccountSubject(to: &bytes)
    closeRecord(to: &bytes)
  }

  mutating func appendBlock(to bytes: inout EventBuffer) {
    let created = drawCreationTime()
    openCommit(#"","operation":"create","collection":"app.bsky.graph.block","rkey":""#, keyTime: created, to: &bytes)
    bytes.append(#"","record":{"$type":"app.bsky.graph.block","createdAt":""#)
    bytes.append(timestamp: created)
    appendAccountSubject(to: &bytes)
    closeRecord(to: &bytes)
  }

  mutating func appendUnfollow(to bytes: inout EventBuffer) {
    let created = drawEarlierTime()
    openCommit(#"","operation":"delete","collection":"app.bsky.graph.follow","rkey":""#, keyTime: created, to: &bytes)
    bytes.append(#""}}"#)
  }

  mutating func appendPostDeletion(to bytes: inout EventBuffer) {
    let created = drawEarlierTime()
    openCommit(#"","operation":"delete","collection":"app.bsky.feed.post","rkey":""#, keyTime: created, to: &bytes)
    bytes.append(#""}}"#)
  }

  private mutating func appendAccountSubject(to bytes: inout EventBuffer) {
    bytes.append(#"","subject":"did:plc:"#)
    DID(from: &random).appendCharacters(to: &bytes)
    bytes.append(#"""#)
  }
}
